using System.Diagnostics;
using System.Net;

namespace Proxima.Tests.Listeners;

/// <summary><c>proxima serve</c> as a process of its own, from the build under test.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process process;

    public ServeProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "proxima.dll"), "serve", .. arguments])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        process = Process.Start(start)!;
    }

    public Process Process => process;

    /// <summary>Reads the line that says it answers, and returns where.</summary>
    public IPEndPoint[] AwaitReady()
    {
        var line = process.StandardOutput.ReadLine();
        Assert.True(line?.StartsWith("ready: answering at ", StringComparison.Ordinal) == true, line ?? process.StandardError.ReadToEnd());
        return [.. line!["ready: answering at ".Length..].Split(' ').Select(IPEndPoint.Parse)];
    }

    /// <summary>Waits for its end and returns the exit code and what it said on standard error.</summary>
    public (int ExitCode, string Errors) AwaitEnd()
    {
        var errors = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)));
        return (process.ExitCode, errors);
    }

    public void Signal(string name) => Process.Start("kill", [$"-{name}", process.Id.ToString()]).WaitForExit();

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}

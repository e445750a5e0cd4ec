using System.Diagnostics;

namespace Proxima.EndToEnd;

/// <summary>A command that ran to its end.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors)
{
    public static Task<Finished> Run(string program, params IEnumerable<string> arguments) => RunWithin(Deadlines.Step, program, arguments);

    /// <summary>The same for what takes longer than a step.</summary>
    public static async Task<Finished> RunWithin(TimeSpan deadline, string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(deadline);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Finished(process.ExitCode, await output, await errors);
    }
}

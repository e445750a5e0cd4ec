using System.ComponentModel;
using System.Diagnostics;

namespace Proxima.Control.Notices;

/// <summary>
/// Runs a command with the notices as JSON on its standard input; exit code 0 takes them. It is started without a shell, its output goes
/// nowhere, and after <see cref="Patience"/> it is ended with all it started.
/// </summary>
public sealed class NoticeCommand(string path, TimeProvider time) : INoticeTaker
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => $"command '{path}'";

    public async Task TellAsync(byte[] batch, CancellationToken cancel)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(path) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new NoticeException($"the {Name} cannot be started: {e.Message}");
        }

        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await Task.WhenAll(Feed(process, batch, either.Token), Drain(process.StandardOutput, either.Token), Drain(process.StandardError, either.Token), process.WaitForExitAsync(either.Token));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new NoticeException($"the {Name} did not end within {Patience.TotalSeconds} s and was ended; told again later");
        }

        if (process.ExitCode != 0)
        {
            throw new NoticeException($"the {Name} ended with {process.ExitCode}; told again later");
        }
    }

    private static async Task Feed(Process process, byte[] batch, CancellationToken cancel)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(batch, cancel);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all: its exit code says what that means.
        }
    }

    // Read and forgotten: whoever does not read lets the writer stand still.
    private static async Task Drain(StreamReader from, CancellationToken cancel)
    {
        var octets = new byte[4096];
        while (await from.BaseStream.ReadAsync(octets, cancel) > 0)
        {
        }
    }
}

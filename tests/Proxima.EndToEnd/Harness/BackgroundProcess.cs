using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Proxima.EndToEnd;

/// <summary>A process left running, its output kept for the failure message. Ended by its own id, at the latest when disposed.</summary>
internal sealed class BackgroundProcess : IAsyncDisposable
{
    private const int MaxLogLength = 1_000_000;

    private readonly Process process;
    private readonly StringBuilder log = new();

    public BackgroundProcess(string program, params IEnumerable<string> arguments)
    {
        this.process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            },
        };
        this.process.OutputDataReceived += (_, e) => Keep(e.Data);
        this.process.ErrorDataReceived += (_, e) => Keep(e.Data);
        this.process.Start();
        this.process.BeginOutputReadLine();
        this.process.BeginErrorReadLine();
    }

    public int Id => this.process.Id;

    public bool HasExited => this.process.HasExited;

    public int ExitCode => this.process.ExitCode;

    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillHard()
    {
        this.process.Kill();
        await Ended();
    }

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    public async Task Terminate()
    {
        await Finished.Run("kill", Id.ToString(CultureInfo.InvariantCulture));
        await Ended();
    }

    public async ValueTask DisposeAsync()
    {
        if (!this.process.HasExited)
        {
            try
            {
                await Terminate();
            }
            finally
            {
                this.process.Kill(); // does nothing to one that has ended
            }
        }

        this.process.Dispose();
    }

    /// <summary>Asked, not awaited: Process.WaitForExitAsync also waits for the output's end, and a child that lives on holds it open.</summary>
    private Task Ended() => Until.Holds(() => this.process.HasExited, Deadlines.Step, () => $"process {Id} ends; it said:\n{Log}");

    private void Keep(string? line)
    {
        lock (log)
        {
            if (line is not null && log.Length < MaxLogLength)
            {
                log.AppendLine(line);
            }
        }
    }
}

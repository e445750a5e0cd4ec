using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Proxima.EndToEnd;

/// <summary>A process left running, its output kept for the failure message. Ended by its own id, at the latest when disposed.</summary>
internal sealed class BackgroundProcess : IAsyncDisposable
{
    private const int MaxLogLength = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    public BackgroundProcess(string program, params IEnumerable<string> arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            },
        };
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillHard()
    {
        _process.Kill();
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
        if (!_process.HasExited)
        {
            try
            {
                await Terminate();
            }
            finally
            {
                _process.Kill(); // does nothing to one that has ended
            }
        }

        _process.Dispose();
    }

    /// <summary>Asked, not awaited: Process.WaitForExitAsync also waits for the output's end, and a child that lives on holds it open.</summary>
    private Task Ended() => Until.Holds(() => _process.HasExited, Patience, () => $"process {Id} ends; it said:\n{Log}");

    private void Keep(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.Length < MaxLogLength)
            {
                _log.AppendLine(line);
            }
        }
    }
}

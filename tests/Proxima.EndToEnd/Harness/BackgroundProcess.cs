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

    /// <summary>Ids of the living children whose command line contains <paramref name="text"/>.</summary>
    public IReadOnlyList<int> Children(string text) =>
        [.. ChildrenOfAllThreads().Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            .Where(id => CommandLine(id).Contains(text, StringComparison.Ordinal))];

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillHard()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    public async Task Terminate()
    {
        await Finished.Run("kill", Id.ToString(CultureInfo.InvariantCulture));
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                await Terminate();
            }
            catch (TimeoutException)
            {
                await KillHard();
            }
        }

        _process.Dispose();
    }

    private IEnumerable<string> ChildrenOfAllThreads() =>
        Directory.GetDirectories($"/proc/{Id}/task").SelectMany(task =>
        {
            try
            {
                return File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
            catch (IOException)
            {
                return []; // the thread has just ended
            }
        });

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

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

using Microsoft.Extensions.Logging;

namespace Proxima.Control;

/// <summary>Does one thing again and again until cancelled. The one catch at its top counts, says each change of state once, and backs off.</summary>
public sealed class BackgroundLoop(string name, TimeSpan interval, Func<CancellationToken, Task> work, TimeProvider time, ILogger logger)
{
    /// <summary>The longest wait after failures in a row.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private string? trouble;
    private int failures;

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await work(cancel);
                Say(null);
                failures = 0;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Say(e.Message);
                failures = Math.Min(failures + 1, 16);
            }

            var wait = interval * Math.Pow(2, failures);
            await Task.Delay(wait < LongestWait || failures == 0 ? wait : LongestWait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Say(string? now)
    {
        if (now == trouble)
        {
            return;
        }

        trouble = now;
        if (now is null)
        {
            logger.LogInformation("{Name}: works again", name);
        }
        else
        {
            logger.LogError("{Name}: {Trouble}", name, now);
        }
    }
}

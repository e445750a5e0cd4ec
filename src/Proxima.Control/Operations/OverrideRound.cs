using Microsoft.Extensions.Logging;
using Proxima.Control.Publishing;
using Proxima.Engine.Steering;

namespace Proxima.Control.Operations;

/// <summary>One look at the overrides: forgets what is over, lets the rest take effect, and has it published. Runs every second and after each change.</summary>
public sealed class OverrideRound(OverrideBook book, OverrideEffect effect, Func<SteeringModel?> steering, ChangeSignal changes, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var over in await book.ExpireAsync())
        {
            logger.LogInformation("{Target} is no longer {Status}: the time that {Who} gave is over", over.Target, SteeringWords.Of(over.Status), over.Who);
        }

        if (steering() is not { } model)
        {
            return;
        }

        // One at a time, each reading the book inside: the last to enter knows the latest word.
        lock (gate)
        {
            if (effect.Apply(model))
            {
                changes.RaiseUrgently();
            }
        }
    }
}

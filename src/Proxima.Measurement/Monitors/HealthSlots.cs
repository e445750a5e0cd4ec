using Proxima.Engine.Health;

namespace Proxima.Measurement.Monitors;

/// <summary>
/// The one writer of a <see cref="HealthTable"/>. It keeps monitors and people apart: what a person set (forced or draining) stays until
/// the person takes it back, and then the latest verdict of the monitor counts at once. Any thread.
/// </summary>
public sealed class HealthSlots(HealthTable table, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, EndpointStatus> verdicts = [];

    /// <summary>The monitors' verdict: remembered always, written unless a person has set the slot. Until the first one, what an earlier run of the node knew stays.</summary>
    public void Judge(int slot, EndpointStatus verdict)
    {
        lock (gate)
        {
            verdicts[slot] = verdict;
            if (!IsSetByPerson(table.StatusOf(slot)))
            {
                Write(slot, verdict);
            }
        }
    }

    /// <summary>What was last known of the endpoint, by an earlier run of the node too; a person's word does not tell.</summary>
    public EndpointStatus LastKnown(int slot)
    {
        lock (gate)
        {
            var now = table.StatusOf(slot);
            return IsSetByPerson(now) ? verdicts.GetValueOrDefault(slot) : now;
        }
    }

    /// <summary>
    /// A person's word: forced-up, forced-down or draining; null: none, or no longer, and without a monitor's verdict the endpoint is then
    /// unknown. True: the slot changed.
    /// </summary>
    public bool Say(int slot, EndpointStatus? word)
    {
        if (word is { } status && !IsSetByPerson(status))
        {
            throw new ArgumentOutOfRangeException(nameof(word), status, "expected forced-up, forced-down or draining");
        }

        lock (gate)
        {
            var now = table.StatusOf(slot);
            if (word == now || (word is null && !IsSetByPerson(now)))
            {
                return false;
            }

            Write(slot, word ?? verdicts.GetValueOrDefault(slot));
            return true;
        }
    }

    /// <summary>No monitor watches this slot any more: what one said counts no longer, what a person said does.</summary>
    public void Unwatch(int slot)
    {
        lock (gate)
        {
            verdicts.Remove(slot);
            if (!IsSetByPerson(table.StatusOf(slot)))
            {
                Write(slot, EndpointStatus.Unknown);
            }
        }
    }

    /// <summary>The endpoint of this slot is gone: whoever gets the slot next starts unknown.</summary>
    public void Clear(int slot)
    {
        lock (gate)
        {
            verdicts.Remove(slot);
            table.Set(slot, default(HealthWord));
        }
    }

    /// <summary>The share of its clients that an endpoint sheds, 0 to 1.</summary>
    public void Shed(int slot, double share)
    {
        lock (gate)
        {
            Write(slot, table.WordOf(slot).WithShed(share));
        }
    }

    /// <summary>The share of its site's quota that is used.</summary>
    public void Use(int slot, double share)
    {
        lock (gate)
        {
            Write(slot, table.WordOf(slot).WithUsed(share));
        }
    }

    /// <summary>Counts on how long those that came back have been available. To be called about once a second.</summary>
    public void Settle()
    {
        lock (gate)
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            for (var slot = 0; slot < table.Slots; slot++)
            {
                var word = table.WordOf(slot);
                if (word.UnsettledSeconds > 0 && IsAvailable(word.Status))
                {
                    // A clock set back must not make an endpoint newer than it was.
                    var left = HealthWord.MaxUnsettledSeconds - Math.Max(0, now - word.SinceUnixSeconds);
                    Write(slot, word.WithUnsettled(Math.Min(left, word.UnsettledSeconds)));
                }
            }
        }
    }

    // Who comes back is new again; who was never called down, or changes from one way of being available to another, stays as settled as it was.
    private void Write(int slot, EndpointStatus status)
    {
        var word = table.WordOf(slot);
        if (word.Status == status)
        {
            return;
        }

        var changed = word.With(status, time.GetUtcNow().ToUnixTimeSeconds());
        table.Set(slot, IsAvailable(status) && !IsAvailable(word.Status) ? changed.WithUnsettled(HealthWord.MaxUnsettledSeconds) : changed);
    }

    // What is written makes every reader look again.
    private void Write(int slot, HealthWord word)
    {
        if (table.WordOf(slot) != word)
        {
            table.Set(slot, word);
        }
    }

    private static bool IsAvailable(EndpointStatus status) => status is EndpointStatus.Unknown or EndpointStatus.Up or EndpointStatus.ForcedUp;

    /// <summary>Forced or draining: no monitor says that.</summary>
    private static bool IsSetByPerson(EndpointStatus status) =>
        status is EndpointStatus.ForcedUp or EndpointStatus.ForcedDown or EndpointStatus.Draining;
}

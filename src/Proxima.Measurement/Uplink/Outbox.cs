using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;

namespace Proxima.Measurement.Uplink;

/// <summary>
/// What one peer has still to get, in order: the spool's batches, then the buffer's samples. A batch keeps its id from the first attempt
/// to the last. Adding is safe from any thread; the rest is for the one sender.
/// </summary>
public sealed class Outbox(UplinkSender sender, SampleBuffer buffer, BatchSpool? spool, TimeProvider time) : IDisposable
{
    private SampleBatch? current;
    private bool isSpooled;

    public long Dropped => buffer.Dropped + (spool?.Dropped ?? 0);

    /// <summary>Samples that wait, those on the disk included.</summary>
    public long Waiting => buffer.Count + (isSpooled ? 0 : current?.Samples.Count ?? 0) + (spool?.SampleCount ?? 0);

    public bool IsEmpty => current is null && buffer.Count == 0 && (spool?.Count ?? 0) == 0;

    public void Add(ProbeSample sample) => buffer.Add(sample);

    /// <summary>The batch to send next, the same until <see cref="Remove"/>; null when there is none.</summary>
    public SampleBatch? Peek()
    {
        if (current is null)
        {
            current = spool?.Peek();
            isSpooled = current is not null;
            current ??= TakeFromBuffer();
        }

        return current is null ? null : current with { SentAt = time.GetUtcNow().ToUnixTimeMilliseconds() };
    }

    /// <summary>The peer has stored it, or will never take it.</summary>
    public void Remove()
    {
        if (isSpooled)
        {
            spool!.RemoveOldest();
        }

        current = null;
        isSpooled = false;
    }

    /// <summary>The peer does not take it now: everything goes to the disk, in order. Without a spool it stays in memory.</summary>
    /// <exception cref="IOException">The disk is full or gone; what is not on it is still in memory.</exception>
    public void Keep()
    {
        if (spool is null)
        {
            return;
        }

        current ??= TakeFromBuffer();
        while (current is not null)
        {
            if (!isSpooled)
            {
                spool.Append(current);
            }

            // From here on the head is read from the spool again: appending may have dropped the oldest.
            isSpooled = false;
            current = null;
            current = TakeFromBuffer();
        }
    }

    /// <summary>Nobody is to have any of it.</summary>
    public void Clear()
    {
        while (Peek() is not null)
        {
            Remove();
        }
    }

    public void Dispose() => spool?.Dispose();

    private SampleBatch? TakeFromBuffer()
    {
        var samples = buffer.Take(SampleBatch.MaxSamples);
        if (samples.Count == 0)
        {
            return null;
        }

        var site = samples[0].Site ?? sender.Site;
        return new SampleBatch(Guid.NewGuid().ToString("N"), site, 0, [.. samples.Select(sample => ToEntry(sample, site))], sender.ToAll);
    }

    private SampleEntry ToEntry(ProbeSample sample, string site) => new(
        sample.Network,
        sample.Rtt.IsKnown ? sample.Rtt.Microseconds : null,
        EvidenceWords.Of(sample.Kind)!,
        sample.AtUnixMs,
        sample.Flow is { } flow && flow != default ? new FlowEntry(flow.Jitter.Microseconds, flow.Packets, flow.Lost, flow.Connection) : null,
        (sample.Site ?? sender.Site) is var own && own == site ? null : own);
}

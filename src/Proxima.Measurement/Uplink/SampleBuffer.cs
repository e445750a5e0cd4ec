using Proxima.Measurement.Agents;

namespace Proxima.Measurement.Uplink;

/// <summary>Samples waiting in memory, oldest first. Bounded by count and octets; when full, the oldest goes, since a newer measurement says more. Any thread.</summary>
public sealed class SampleBuffer(int maxSamples = SampleBuffer.DefaultMaxSamples, int maxOctets = SampleBuffer.DefaultMaxOctets)
{
    public const int DefaultMaxSamples = 100_000;
    public const int DefaultMaxOctets = 16 << 20;

    /// <summary>Octets of one sample beside its network text: the struct, the string's header, the slot in the queue.</summary>
    private const int OctetsPerSample = 64;

    private readonly Lock gate = new();
    private readonly Queue<ProbeSample> samples = new();
    private int octets;
    private long dropped;

    /// <summary>Samples lost because the buffer was full.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    public int Count
    {
        get
        {
            lock (gate)
            {
                return samples.Count;
            }
        }
    }

    public void Add(in ProbeSample sample)
    {
        lock (gate)
        {
            samples.Enqueue(sample);
            octets += OctetsOf(sample);
            while (samples.Count > maxSamples || octets > maxOctets)
            {
                octets -= OctetsOf(samples.Dequeue());
                Interlocked.Increment(ref dropped);
            }
        }
    }

    /// <summary>Takes up to <paramref name="most"/> of the oldest.</summary>
    public IReadOnlyList<ProbeSample> Take(int most)
    {
        lock (gate)
        {
            var taken = new ProbeSample[Math.Min(most, samples.Count)];
            for (var i = 0; i < taken.Length; i++)
            {
                taken[i] = samples.Dequeue();
                octets -= OctetsOf(taken[i]);
            }

            return taken;
        }
    }

    private static int OctetsOf(in ProbeSample sample) => OctetsPerSample + (2 * sample.Network.Length);
}

namespace Proxima.Engine.Steering;

/// <summary>What came of asking the shared state.</summary>
public enum SharedOutcome
{
    /// <summary>No answer in time, or one that cannot be understood: everybody decides alone.</summary>
    Unavailable = 0,
    Found = 1,
    Missing = 2,
    Stored = 3,
}

/// <summary>Where the shared state is kept, and how long a value is.</summary>
public sealed record SharedStateServer(string Host, int Port, TimeSpan Ttl);

/// <summary>
/// Small values that all answering processes of all nodes see, for a while. Fails open: no call throws or waits longer than a few
/// milliseconds, and nothing that comes back is to be trusted. Any thread.
/// </summary>
public interface ISharedState
{
    /// <summary>The value of a key into <paramref name="value"/>, <paramref name="length"/> octets of it.</summary>
    SharedOutcome Get(UInt128 key, Span<byte> value, out int length);

    /// <summary>
    /// Puts a value; <see cref="SharedOutcome.Stored"/>, or <see cref="SharedOutcome.Found"/> when <paramref name="onlyIfMissing"/> and
    /// somebody was first.
    /// </summary>
    SharedOutcome Put(UInt128 key, ReadOnlySpan<byte> value, bool onlyIfMissing);
}

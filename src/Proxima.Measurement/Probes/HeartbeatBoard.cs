using System.Collections.Concurrent;

namespace Proxima.Measurement.Probes;

/// <summary>The last heartbeat of each endpoint that sends them, by its name <c>pool/endpoint</c>. Any thread.</summary>
public sealed class HeartbeatBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Heartbeat> last = new();
    private readonly long startedTimestamp = time.GetTimestamp();

    /// <summary>An endpoint says that it lives, or itself that it does not.</summary>
    public void Beat(string endpoint, bool isUp, string detail) => last[endpoint] = new Heartbeat(time.GetTimestamp(), isUp, detail);

    /// <summary>Null when there was none since this process started.</summary>
    internal Heartbeat? Last(string endpoint) => last.TryGetValue(endpoint, out var beat) ? beat : null;

    internal TimeSpan Uptime => time.GetElapsedTime(startedTimestamp);

    internal TimeSpan AgeOf(Heartbeat beat) => time.GetElapsedTime(beat.Timestamp);
}

internal readonly record struct Heartbeat(long Timestamp, bool IsUp, string Detail);

namespace Proxima.Measurement.Probes;

/// <summary>
/// One attempt at one target, as a health check and a latency probe both need it (rule 4: one probe, two readers).
/// Retries, schedules and thresholds live elsewhere. Safe to call from many threads at once.
/// </summary>
public interface IProbe
{
    /// <summary>Ends at the latest when <paramref name="timeout"/> is over; what the network does is a value, never an exception.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation);
}

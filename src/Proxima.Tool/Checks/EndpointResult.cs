using Proxima.Engine.Steering;
using Proxima.Measurement.Probes;

namespace Proxima.Tool.Checks;

/// <summary>What one attempt of each of an endpoint's monitors gave; those that wait for heartbeats are not among them, since heartbeats reach a running node only.</summary>
internal sealed record EndpointResult(Pool Pool, Endpoint Endpoint, IReadOnlyList<MonitorAttempt> Attempts)
{
    public string Name => $"{Pool.Name}/{Endpoint.Name}";

    /// <summary>As many monitors say so as the pool asks for, or all that could be tried.</summary>
    public bool IsOk => Attempts.Count(attempt => attempt.Result.Ok) >= Math.Min(Pool.Monitors!.Need, Attempts.Count);

    /// <summary>Not well, and every attempt says so: none failed for reasons of this machine.</summary>
    public bool IsDead => !IsOk && Attempts.All(attempt => attempt.Result.Ok || attempt.Result.WasSent);

    /// <summary>Why it is not well, in words; the monitor is named where there are several.</summary>
    public string Trouble => string.Join("; ", Attempts.Where(attempt => !attempt.Result.Ok)
        .Select(attempt => Attempts.Count == 1 ? attempt.Result.Detail : $"{attempt.Monitor.Name}: {attempt.Result.Detail}"));
}

internal sealed record MonitorAttempt(MonitorSettings Monitor, ProbeResult Result);

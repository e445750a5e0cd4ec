using Proxima.Engine.Health;
using Proxima.Engine.Listeners;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// The snapshot and health files as a coprocess sees them: looked at before questions, so that a renamed one is taken over between two.
/// Unlike the data plane it keeps no last good snapshot: without a sound, fresh file it has none, and PowerDNS serves its static records.
/// </summary>
public sealed class BackendSnapshot
{
    /// <summary>What happens without a usable snapshot: the end of each line said about it.</summary>
    public const string Consequence = "no name is steered, PowerDNS serves the static records";

    /// <summary>
    /// Questions within this time of a look are answered without another: PowerDNS asks several times for one query, and a look is two
    /// system calls, which are a quarter of what a question costs.
    /// </summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(1);

    private readonly string path;
    private readonly HealthFile? health;
    private readonly TimeSpan? maxAge;
    private readonly TimeProvider time;
    private readonly Action<string> say;
    private readonly SnapshotReader reader;
    private readonly SnapshotWatch watch;
    private Snapshot? current;
    private long? lookedAt;
    private Snapshot? announced;
    private string? state;

    /// <param name="maxAge">A snapshot made longer ago is stale; null: none is.</param>
    /// <param name="say">Receives one line at each change of state.</param>
    public BackendSnapshot(string path, HealthFile? health, TimeSpan? maxAge, TimeProvider time, Action<string> say)
    {
        (this.path, this.health, this.maxAge, this.time, this.say) = (path, health, maxAge, time, say);
        var snapshots = new CurrentSnapshot();
        reader = snapshots.AddReader();
        watch = new SnapshotWatch(path, snapshots);
    }

    /// <summary>Valid until the next call.</summary>
    public Snapshot? Current()
    {
        var now = time.GetTimestamp();
        if (lookedAt is not { } last || time.GetElapsedTime(last, now) >= LookInterval)
        {
            lookedAt = now;
            current = Look();
        }

        return current;
    }

    private Snapshot? Look()
    {
        reader.Exit();
        watch.Look();
        if (health?.Refresh() == true && health.Problem is { } lost)
        {
            say($"{lost}; every endpoint is unknown");
        }

        var snapshot = watch.Problem is null ? reader.Enter() : null;
        var problem = watch.Problem;
        if (snapshot is not null && maxAge is { } limit && time.GetUtcNow() - snapshot.CreatedAt > limit)
        {
            problem = "stale";
            snapshot = null;
        }

        if (problem != state || (problem is null && announced is null))
        {
            Announce(problem, snapshot);
        }

        return snapshot;
    }

    private void Announce(string? problem, Snapshot? snapshot)
    {
        state = problem;
        announced = snapshot;
        say(problem switch
        {
            null => $"answering from snapshot '{path}'",
            "stale" => $"snapshot '{path}' is older than {maxAge}: is proximad running? {Consequence}",
            _ => $"{problem}; {Consequence}",
        });
    }
}

using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.PowerDns;

/// <summary>A pipe session over the zones and the steering of a transcript.</summary>
internal sealed class PipeBed : IDisposable
{
    public PipeBed(string path, DomainName? zone = null, bool traces = false)
    {
        Transcript = Transcript.Parse(File.ReadAllText(path));
        var health = Transcript.Ground.Steering.Health();
        Snapshot = Transcript.Snapshot(health);
        Hall = new BackendHall(() => Snapshot, health, new BackendReport(Report), zone is null ? null : new BackendZone(zone, SteeredTtl));
        Session = new PipeSession(Hall, new BackendOptions(traces), Said.Add);
    }

    /// <summary>What a hall with a zone gives steered records.</summary>
    public const uint SteeredTtl = 77;

    public Transcript Transcript { get; }

    public Snapshot Snapshot { get; }

    public WorkerReport Report { get; } = new(buckets: 4);

    public BackendHall Hall { get; }

    public PipeSession Session { get; }

    public List<string> Said { get; } = [];

    public void Dispose() => Snapshot.Dispose();
}

using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.PowerDns;

/// <summary>A pipe session over the zones and the steering of a transcript.</summary>
internal sealed class PipeBed : IDisposable
{
    private readonly Snapshot snapshot;

    public PipeBed(string path, DomainName? zone = null, bool traces = false)
    {
        Transcript = Transcript.Parse(File.ReadAllText(path));
        var health = Transcript.Ground.Steering.Health();
        snapshot = Transcript.Snapshot(health);
        Session = new PipeSession(new BackendHall(() => snapshot, health, zone), new PipeOptions(traces), Said.Add);
    }

    public Transcript Transcript { get; }

    public PipeSession Session { get; }

    public List<string> Said { get; } = [];

    public void Dispose() => snapshot.Dispose();
}

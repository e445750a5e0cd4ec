using Proxima.Dns.Messages;
using Proxima.Engine.Reports;

namespace Proxima.Engine.Answering;

/// <summary>What one worker needs while it answers, allocated once: the answer with its candidates, the compression table, its report.</summary>
public sealed class Scratch
{
    public Scratch(WorkerReport report) => Report = report;

    public WorkerReport Report { get; }

    internal Answer Answer { get; } = new();

    internal NameCompression Names { get; } = new();
}

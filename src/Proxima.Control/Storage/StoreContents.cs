using Proxima.Control.Operations;
using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>Everything a starting node takes from its database.</summary>
public sealed record StoreContents(
    ulong Seed,
    IReadOnlyDictionary<string, ushort> Sites,
    IReadOnlyDictionary<EndpointKey, int> Slots,
    IReadOnlyList<TargetRow> Targets,
    OverrideWords Overrides,
    IReadOnlyList<TransferRow> Transfers,
    StoredEstimates Estimates)
{
    internal static StoreContents Read(SqlSession session, int mostTargets) => new(
        (ulong)(FactRows.Read(session, FactRows.Seed) ?? 0),
        SiteRows.Read(session),
        SlotRows.Read(session),
        TargetRows.Read(session, mostTargets),
        OverrideRows.Read(session),
        TransferRows.Read(session),
        StoredEstimates.Read(session));
}

/// <summary>The estimator's checkpoint and the samples that came after it, in the order they were acknowledged.</summary>
public sealed record StoredEstimates(
    IReadOnlyList<EstimateRow> Checkpoint, IReadOnlyList<KindBiasRow> Biases, IEnumerable<LatencySample> After, long LastSample, long SampleCount)
{
    internal static StoredEstimates Read(SqlSession session)
    {
        var checkpoint = FactRows.Read(session, FactRows.CheckpointSample) ?? 0;
        return new StoredEstimates(
            EstimateRows.Read(session),
            BiasRows.Read(session),
            SampleRows.After(session, checkpoint),
            SampleRows.Last(session),
            SampleRows.Count(session));
    }
}

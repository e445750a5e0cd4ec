using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>Table <c>estimate</c>: the estimator's checkpoint, one row for each network.</summary>
internal static class EstimateRows
{
    public static List<EstimateRow> Read(SqlSession session)
    {
        var rows = new List<EstimateRow>();
        foreach (var block in session.Query("SELECT network, paths FROM estimate", row => new EstimateBlock(Prefix.Parse(row.GetString(0)), row.GetOctets(1))))
        {
            rows.AddRange(block.Rows());
        }

        return rows;
    }

    public static void Write(SqlSession session, IReadOnlyList<EstimateBlock> blocks) =>
        session.Upsert("estimate", ["network"], ["paths"], [.. blocks.Select(block => new object?[] { block.Network.ToString(), block.Paths })]);
}

namespace Proxima.Control.Storage;

/// <summary>Table <c>fact</c>: single numbers by name.</summary>
internal static class FactRows
{
    /// <summary>The seed of every weighted choice, made once.</summary>
    public const string Seed = "seed";

    /// <summary>All samples up to this id are in the checkpoint of the estimator.</summary>
    public const string CheckpointSample = "checkpoint_sample";

    /// <summary>The mark of the last transaction on a server, see <see cref="SureCommit"/>.</summary>
    public const string Commit = "commit";

    /// <summary>Which node uses the database, and until when at least (Unix ms), see <see cref="StoreLease"/>.</summary>
    public const string LeaseHolder = "lease_holder", LeaseUntil = "lease_until";

    public static long? Read(SqlSession session, string name) =>
        session.NumberOrNull("SELECT number FROM fact WHERE name = @p0", name);

    public static void Write(SqlSession session, string name, long number) => session.Upsert("fact", ["name"], ["number"], [[name, number]]);
}

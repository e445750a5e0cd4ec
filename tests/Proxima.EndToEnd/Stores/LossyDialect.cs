using System.Data.Common;
using Proxima.Control.Storage;

namespace Proxima.EndToEnd.Stores;

/// <summary>The way to a real server, which loses a commit, or its answer, once when told so, and can be cut.</summary>
internal sealed class LossyDialect(SqlDialect inner) : SqlDialect
{
    public bool LoseAnswer { get; set; }

    public bool LoseCommit { get; set; }

    /// <summary>No new connection comes about.</summary>
    public bool IsCut { get; set; }

    public int Lost { get; private set; }

    public override string Place => inner.Place;

    public override string VersionQuery => inner.VersionQuery;

    public override string TableQuery => inner.TableQuery;

    public override SqlLink Open() => IsCut ? throw new LostException() : new LossyLink(this, inner.Open());

    public override string OnConflict(IReadOnlyList<string> keys, IReadOnlyList<string> values) => inner.OnConflict(keys, values);

    public override string Adapt(string statement) => inner.Adapt(statement);

    public override bool IsAlreadyDone(DbException error) => inner.IsAlreadyDone(error);

    public override bool IsLost(DbException error) => error is LostException || inner.IsLost(error);

    public override string Explain(DbException error) => error is LostException ? error.Message : inner.Explain(error);

    private sealed class LostException() : DbException("the way is cut");

    private sealed class LossyLink(LossyDialect way, SqlLink link) : SqlLink
    {
        public override int Execute(string sql, ReadOnlySpan<object?> parameters) => link.Execute(sql, parameters);

        public override void Query(string sql, ReadOnlySpan<object?> parameters, Action<SqlRow> row) => link.Query(sql, parameters, row);

        public override void Run(string sql) => link.Run(sql);

        public override void Begin() => link.Begin();

        public override void Commit()
        {
            if (!way.LoseCommit)
            {
                link.Commit();
            }

            if (way.LoseCommit || way.LoseAnswer)
            {
                way.LoseCommit = way.LoseAnswer = false;
                way.Lost++;
                throw new LostException();
            }
        }

        public override void Rollback() => link.Rollback();

        protected override void Dispose(bool disposing) => link.Dispose();
    }
}

using System.Data.Common;
using System.Security.Cryptography;

namespace Proxima.Control.Storage;

/// <summary>
/// Transactions against a server that may go away at any moment. Before the commit, the transaction is done anew as a whole on a new
/// connection. When the commit got no answer, its outcome is asked for: every transaction leaves a random number as its last act.
/// <code>
///   work, number -> COMMIT -> no answer -> new connection -> number there? yes: it is done. no: all of it again
/// </code>
/// The question locks the number's row, so it waits for a commit the server is still busy with.
/// </summary>
internal sealed class SureCommit(SqlSession session)
{
    private long? open;

    /// <summary>The last transaction's commit got no answer, and the server could not be asked since.</summary>
    public bool IsUnsure => open is not null;

    /// <summary>All of <paramref name="work"/> is on disk when this returns. It may be called twice.</summary>
    /// <exception cref="DbException">None of it is, unless <see cref="IsUnsure"/>.</exception>
    public void Run(Action work)
    {
        try
        {
            Attempt(work);
        }
        catch (DbException e) when (session.Dialect.IsLost(e))
        {
            session.Close();
            if (!WasCommitted())
            {
                AttemptAgain(work);
            }
        }
    }

    /// <summary>Whether the transaction of unknown outcome was committed after all; false when there is none.</summary>
    /// <exception cref="DbException">The server cannot be asked; it stays unknown.</exception>
    public bool WasCommitted()
    {
        if (open is not { } number)
        {
            return false;
        }

        long? last = null;
        try
        {
            session.InTransaction(() => last = session.NumberOrNull("SELECT number FROM fact WHERE name = @p0 FOR UPDATE", FactRows.Commit));
        }
        catch (DbException e) when (session.Dialect.IsLost(e))
        {
            session.Close();
            throw;
        }

        open = null;
        return last == number;
    }

    private void AttemptAgain(Action work)
    {
        try
        {
            Attempt(work);
        }
        catch (DbException e) when (session.Dialect.IsLost(e))
        {
            session.Close();
            throw;
        }
    }

    private void Attempt(Action work)
    {
        try
        {
            session.InTransaction(() =>
            {
                work();
                if (session.Dialect.IsServer)
                {
                    var number = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
                    FactRows.Write(session, FactRows.Commit, number);
                    open = number;
                }
            });
            open = null;
        }
        catch (DbException e) when (!session.Dialect.IsLost(e))
        {
            // The server answered, and its answer was no.
            open = null;
            throw;
        }
    }
}

namespace Proxima.Tool.Serving;

/// <summary>
/// Lines for whoever watches, if anybody does: the data plane goes on when its terminal, pipe or parent has gone. The writer is
/// asked for with the first line, since to open a console takes as long as to open a snapshot.
/// </summary>
internal sealed class ServiceLog(Func<TextWriter> open)
{
    public void Write(string line)
    {
        try
        {
            var writer = open();
            writer.WriteLine(line);
            writer.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads any more; there is nobody left to tell that either.
        }
    }
}

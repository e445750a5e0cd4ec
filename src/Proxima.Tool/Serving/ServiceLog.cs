namespace Proxima.Tool.Serving;

/// <summary>Lines for whoever watches, if anybody does: the data plane goes on when its terminal, pipe or parent has gone.</summary>
internal sealed class ServiceLog(TextWriter writer)
{
    public void Write(string line)
    {
        try
        {
            writer.WriteLine(line);
            writer.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads any more; there is nobody left to tell that either.
        }
    }
}

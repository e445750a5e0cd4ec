namespace Proxima.Engine.Listeners;

/// <summary>Settings of all listeners of one process.</summary>
/// <param name="WorkersPerAddress">UDP threads for each listen address: one for each core that is to answer.</param>
/// <param name="IsPinned">Whether each UDP thread stays on a core of its own.</param>
public sealed record ListenerOptions(int WorkersPerAddress, bool IsPinned, TcpLimits Tcp)
{
    /// <summary>Threads that answer, and so the parts the report needs: the UDP workers, and one for all TCP connections.</summary>
    public int WorkersFor(int addresses) => (addresses * WorkersPerAddress) + 1;
}

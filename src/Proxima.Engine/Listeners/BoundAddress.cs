using System.Net;
using Proxima.Engine.Listeners.Handover;

namespace Proxima.Engine.Listeners;

/// <summary>One listen address with its sockets: one for TCP, one for each UDP worker, all on the same port.</summary>
internal sealed class BoundAddress : IDisposable
{
    private readonly List<NativeSocket> udp = [];

    private BoundAddress(IPEndPoint at, SharedListener tcp) => (At, Tcp) = (at, tcp);

    public IPEndPoint At { get; }

    public SharedListener Tcp { get; }

    public IReadOnlyList<NativeSocket> Udp => udp;

    public static BoundAddress? TryBind(IPEndPoint at, int workers, out string problem)
    {
        var tcp = SharedListener.TryBind(at, out var error);
        if (tcp is null)
        {
            problem = BindProblem.Describe("TCP", at, error);
            return null;
        }

        var bound = new BoundAddress(new IPEndPoint(at.Address, tcp.Socket.Port), tcp);
        for (var worker = 0; worker < workers; worker++)
        {
            if (NativeSocket.TryBindUdp(bound.At, out error) is not { } socket)
            {
                problem = BindProblem.Describe("UDP", bound.At, error);
                bound.Dispose();
                return null;
            }

            bound.udp.Add(socket);
        }

        problem = string.Empty;
        return bound;
    }

    public void Dispose()
    {
        Tcp.Dispose();
        udp.ForEach(socket => socket.Dispose());
    }
}

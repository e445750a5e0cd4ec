using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Proxima.Engine.Listeners.Xdp;

namespace Proxima.Load;

/// <summary>
/// Queries as frames from an AF_XDP socket, several times faster than UDP sockets can send: for servers that those cannot saturate. Each
/// "socket" is a source port. IPv4, one receive queue.
/// </summary>
internal sealed class XdpLoad : ILoadSockets
{
    private const int Batch = 64;
    private const int FirstPort = 20_000;
    private const int HeadersLength = 42;
    private const int SourcePortAt = 34;
    private const int DestinationPortAt = 36;

    private readonly LoadPlan plan;
    private readonly LoadRun run;
    private readonly XdpInterface attached;
    private readonly XdpSocket socket;
    private readonly InFlight[] waiting;
    private readonly byte[] headers;
    private int turn;

    /// <exception cref="IOException">The interface cannot be used so; the message says why.</exception>
    public XdpLoad(LoadPlan plan, LoadRun run, string interfaceName, PhysicalAddress server)
    {
        (this.plan, this.run) = (plan, run);
        var card = Array.Find(NetworkInterface.GetAllNetworkInterfaces(), card => card.Name == interfaceName) ?? throw new IOException($"no interface '{interfaceName}'");
        var own = card.GetIPProperties().UnicastAddresses.Select(unicast => unicast.Address).First(address => address.AddressFamily == plan.Server.AddressFamily);
        var ports = Enumerable.Range(FirstPort, plan.Sockets).Select(port => new IPEndPoint(own, port)).ToList();
        attached = XdpInterface.TryOpen(interfaceName, ports, queues: 1, out var problem) ?? throw new IOException(problem);
        socket = attached.Sockets[0];
        waiting = [.. ports.Select(_ => new InFlight())];
        headers = HeadersOf(own, card.GetPhysicalAddress(), server);
    }

    public void Turn(long now)
    {
        for (var count = Math.Min(socket.Available, Batch); count > 0; count--)
        {
            var frame = socket.Receive();
            if (UdpFrame.TryRead(frame, out var read))
            {
                run.Take(read.Message, waiting[BinaryPrimitives.ReadUInt16BigEndian(frame[DestinationPortAt..]) - FirstPort], now);
            }
        }

        var from = turn++ % waiting.Length;
        var due = waiting[from].IsFull ? 0 : run.Due(now, waiting[from].Count, Batch);
        for (; due > 0 && socket.NextFrame() is { IsEmpty: false } frame; due--)
        {
            headers.CopyTo(frame);
            BinaryPrimitives.WriteUInt16BigEndian(frame[SourcePortAt..], (ushort)(FirstPort + from));
            plan.Query.CopyTo(frame[HeadersLength..]);
            run.Write(frame[HeadersLength..], waiting[from], now);
            socket.Send(HeadersLength + plan.Query.Length);
        }

        socket.EndBatch();
    }

    public int GiveUp(long now) => waiting.Sum(waiting => waiting.GiveUp(now));

    public void Dispose() => attached.Dispose();

    // The same for every query but for the port; UDP over IPv4 may go without a checksum (RFC 768).
    private byte[] HeadersOf(IPAddress from, PhysicalAddress own, PhysicalAddress server)
    {
        byte[] octets =
        [
            .. server.GetAddressBytes(), .. own.GetAddressBytes(), 8, 0,
            0x45, 0, 0, (byte)(28 + plan.Query.Length), 0, 0, 0, 0, 64, 17, 0, 0, .. from.GetAddressBytes(), .. plan.Server.Address.GetAddressBytes(),
            0, 0, (byte)(plan.Server.Port >> 8), (byte)plan.Server.Port, 0, (byte)(8 + plan.Query.Length), 0, 0,
        ];
        var sum = InternetChecksum.Of(InternetChecksum.Add(0, octets.AsSpan(14, 20)));
        MemoryMarshal.Write(octets.AsSpan(24), in sum);
        return octets;
    }
}

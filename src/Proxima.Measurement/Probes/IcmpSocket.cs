using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Probes;

/// <summary>
/// The one ICMP socket of an address family, shared by all probes. A thread of its own sits in a blocking receive, because a reply that
/// waits for the thread pool would be measured too long.
/// </summary>
internal sealed class IcmpSocket : IDisposable
{
    /// <summary>Receive errors in a row after which the socket is taken as dead.</summary>
    public const int MaxReceiveErrors = 100;

    private const int ReceiveBufferOctets = 1 << 20;
    private const int RawLevel = 255;
    private const int IcmpV6Level = 58;
    private const int IcmpFilterOption = 1;

    private readonly Socket socket;
    private readonly bool isIPv6;
    private readonly TimeProvider time;
    private readonly EchoWaiters waiters = new();
    private readonly ushort identifier = (ushort)RandomNumberGenerator.GetInt32(65536);
    private volatile bool isClosed;

    private IcmpSocket(Socket socket, TimeProvider time)
    {
        this.socket = socket;
        this.time = time;
        isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        socket.ReceiveBufferSize = ReceiveBufferOctets;
        new Thread(Receive) { IsBackground = true, Name = isIPv6 ? "icmpv6 replies" : "icmp replies" }.Start();
    }

    public bool IsRaw => socket.SocketType == SocketType.Raw;

    public bool IsClosed => isClosed;

    /// <summary>Replies that answered no request of ours: late, forged, or another program's (a raw socket sees them all).</summary>
    public long UnmatchedReplies { get; private set; }

    public int InFlight => waiters.InFlight;

    /// <summary>A ping socket if the kernel grants one (it needs no privilege beyond the group range), else a raw socket, else the reason.</summary>
    public static IcmpSocket? TryOpen(AddressFamily family, TimeProvider time, out string problem)
    {
        problem = "";
        var protocol = family == AddressFamily.InterNetwork ? ProtocolType.Icmp : ProtocolType.IcmpV6;
        foreach (var type in (ReadOnlySpan<SocketType>)[SocketType.Dgram, SocketType.Raw])
        {
            try
            {
                var opened = new Socket(family, type, protocol);
                if (type == SocketType.Raw)
                {
                    PassOnlyReplies(opened);
                }

                return new IcmpSocket(opened, time);
            }
            catch (SocketException refused)
            {
                problem = refused.SocketErrorCode is SocketError.AccessDenied or SocketError.OperationNotSupported
                    ? "ICMP probes are not allowed here: add this process's group to the sysctl net.ipv4.ping_group_range, or give it CAP_NET_RAW"
                    : $"no ICMP socket for {family}: {refused.Message}";
            }
        }

        return null;
    }

    public async Task<ProbeResult> EchoAsync(IPAddress address, string? contact, TimeSpan timeout, CancellationToken cancellation)
    {
        var waiter = waiters.Add(address, out var sequence);
        if (waiter is null)
        {
            return ProbeResult.NotSent($"{EchoWaiters.MaxInFlight} ICMP probes are in flight already");
        }

        try
        {
            Send(waiter, sequence, contact);
            var rtt = await waiter.Reply.WaitAsync(timeout, time, cancellation);
            return ProbeResult.Good(rtt, "echo reply");
        }
        catch (TimeoutException)
        {
            return ProbeResult.Lost(timeout);
        }
        catch (SocketException failure)
        {
            return ProbeResult.Failed(failure);
        }
        catch (ObjectDisposedException)
        {
            return ProbeResult.NotSent("the ICMP socket is closed");
        }
        finally
        {
            waiters.Remove(sequence);
        }
    }

    public void Dispose()
    {
        isClosed = true;
        socket.Dispose();
    }

    private void Send(EchoWaiter waiter, ushort sequence, string? contact)
    {
        Span<byte> packet = stackalloc byte[EchoMessage.LengthOf(contact)];
        EchoMessage.WriteRequest(packet, isIPv6, identifier, sequence, waiter.Cookie, contact);
        var destination = new IPEndPoint(waiter.Address, 0);
        waiter.SentTimestamp = time.GetTimestamp();
        socket.SendTo(packet, destination);
    }

    private void Receive()
    {
        var buffer = new byte[512];
        var from = new SocketAddress(socket.AddressFamily);
        var errors = 0;
        while (!isClosed && errors < MaxReceiveErrors)
        {
            try
            {
                var length = socket.ReceiveFrom(buffer, SocketFlags.None, from);
                var receivedTimestamp = time.GetTimestamp();
                Take(buffer.AsSpan(0, length), from, receivedTimestamp);
                errors = 0;
            }
            catch (SocketException)
            {
                errors++;
            }
            catch (ObjectDisposedException)
            {
                break;
            }
        }

        isClosed = true;
    }

    private void Take(ReadOnlySpan<byte> received, SocketAddress from, long receivedTimestamp)
    {
        var sender = ReadAddress(from);
        if (!EchoMessage.TryReadReply(received, isIPv6, IsRaw && !isIPv6, out var sequence, out var cookie) ||
            waiters.Match(sequence, cookie, sender) is not { } waiter)
        {
            UnmatchedReplies++;
            return;
        }

        waiter.Complete(Rtt.FromTimeSpan(time.GetElapsedTime(waiter.SentTimestamp, receivedTimestamp)));
    }

    private static IPAddress ReadAddress(SocketAddress from)
    {
        // sockaddr_in: family 2, port 2, address 4; sockaddr_in6: family 2, port 2, flow 4, address 16, scope 4 (in the host's byte order).
        var octets = from.Buffer.Span;
        return from.Family == AddressFamily.InterNetwork
            ? new IPAddress(octets[4..8])
            : new IPAddress(octets[8..24], BinaryPrimitives.ReadUInt32LittleEndian(octets[24..28]));
    }

    /// <summary>A raw socket would see every ICMP message of the host; the kernel's filter has a set bit for each type to hold back.</summary>
    private static void PassOnlyReplies(Socket socket)
    {
        Span<byte> filter = stackalloc byte[32];
        filter.Fill(0xFF);
        if (socket.AddressFamily == AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(filter, ~1u);
            socket.SetRawSocketOption(RawLevel, IcmpFilterOption, filter[..4]);
        }
        else
        {
            // Bit 129 (echo reply): word 4, bit 1.
            BinaryPrimitives.WriteUInt32LittleEndian(filter[16..], ~2u);
            socket.SetRawSocketOption(IcmpV6Level, IcmpFilterOption, filter);
        }
    }
}

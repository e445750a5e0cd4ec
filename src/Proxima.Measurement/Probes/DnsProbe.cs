using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Proxima.Dns.Messages;
using Proxima.Dns.Records;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>
/// One DNS query to a resolver or server, over UDP or TCP. Any response gives an RTT: even a REFUSED took one round trip. Healthy are the
/// response codes of <see cref="HealthyRcodes"/> and, where one is expected, an answer that holds it.
/// </summary>
public sealed class DnsProbe(TimeProvider time) : IProbe
{
    private const int DefaultPort = 53;
    private const int LengthPrefix = 2;

    public DnsProbe(DnsCheck check, TimeProvider time)
        : this(time) => (HealthyRcodes, ExpectedAnswer, IsTcp) = (check.Rcodes.Contains, check.Answer, check.IsTcp);

    /// <summary>Whether a response code counts as healthy.</summary>
    public Func<int, bool> HealthyRcodes { get; init; } = rcode => (Rcode)rcode is Rcode.NoError or Rcode.NXDomain or Rcode.Refused;

    /// <summary>The data that one record of the answer must have; null: whatever.</summary>
    public RecordData? ExpectedAnswer { get; init; }

    public bool IsTcp { get; init; }

    public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        var to = new IPEndPoint(target.Address, target.Port == 0 ? DefaultPort : target.Port);
        var id = (ushort)RandomNumberGenerator.GetInt32(65536);
        var message = new byte[LengthPrefix + DnsQueryMessage.MaxLength];
        var length = DnsQueryMessage.Write(message.AsSpan(LengthPrefix), id, target.QuestionName, target.QuestionType, target.Contact);
        if (IsTcp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)length);
            return TcpConversation.HoldAsync(
                to, timeout, time, (socket, rtt, cancel) => AskAsync(socket, message.AsMemory(0, LengthPrefix + length), id, rtt, cancel), cancellation);
        }

        return UdpExchange.AskAsync(to, message.AsMemory(LengthPrefix, length), (response, rtt) => Judge(response, id, rtt), timeout, (time, cancellation));
    }

    private async Task<ProbeResult> AskAsync(Socket socket, ReadOnlyMemory<byte> query, ushort id, Rtt rtt, CancellationToken cancellation)
    {
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(query, cancellation);
        var prefix = new byte[LengthPrefix];
        await stream.ReadExactlyAsync(prefix, cancellation);
        var response = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        await stream.ReadExactlyAsync(response, cancellation);
        return Judge(response, id, rtt) ?? ProbeResult.Bad(rtt, "what came is no response to the query");
    }

    private ProbeResult? Judge(ReadOnlySpan<byte> response, ushort id, Rtt rtt)
    {
        if (!DnsQueryMessage.TryReadResponse(response, id, out var rcode))
        {
            return null;
        }

        var problem = HealthyRcodes((int)rcode) ? FindProblem(response) : $"response {rcode}";
        return problem is null ? ProbeResult.Good(rtt, $"response {rcode}") : ProbeResult.Bad(rtt, problem);
    }

    /// <summary>Null when the answer holds what is expected.</summary>
    private string? FindProblem(ReadOnlySpan<byte> response)
    {
        if (ExpectedAnswer is null)
        {
            return null;
        }

        if (!Message.TryRead(response, out var message, out var malformed))
        {
            return $"malformed response: {malformed}";
        }

        var found = message.Answers.Where(record => record.Type == ExpectedAnswer.Type).Select(record => record.Data).ToList();
        return found.Contains(ExpectedAnswer) ? null
            : found.Count == 0 ? $"no {RecordCatalog.NameOf(ExpectedAnswer.Type)} record in the answer"
            : $"the answer has {string.Join(", ", found.Take(4))}, not {ExpectedAnswer}";
    }
}

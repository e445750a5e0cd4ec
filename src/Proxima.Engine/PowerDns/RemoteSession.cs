using System.Buffers;
using System.Text;
using System.Text.Json;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Answering;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// The remote backend of PowerDNS: one JSON object in, one out, whichever way they came. Fail-open: what is odd or not ours is answered with
/// <c>"result":false</c>, whereupon PowerDNS asks its next backend.
/// </summary>
/// <param name="metadata">Of the zones, at the moment.</param>
/// <param name="say">Receives one line when a defect is met for the first time, and the traces.</param>
public sealed class RemoteSession(BackendHall hall, Func<RemoteMetadata> metadata, BackendOptions options, Action<string> say)
{
    private static readonly byte[] Nothing = "{\"result\":false}\n"u8.ToArray();

    private bool hasSaidDefect;

    /// <summary>Appends the answer to one line to <paramref name="output"/>, which must be empty.</summary>
    public void Answer(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output) => Answer(RemoteCall.Read(line), output);

    /// <summary>The same for a call that came by HTTP: the method and the parameters stand in path and headers.</summary>
    public void Answer(string method, IEnumerable<KeyValuePair<string, string>> parameters, ArrayBufferWriter<byte> output) =>
        Answer(RemoteCall.Of(method, parameters), output);

    private void Answer(RemoteCall? call, ArrayBufferWriter<byte> output)
    {
        try
        {
            if (call is not null)
            {
                using var json = new Utf8JsonWriter(output);
                json.WriteStartObject();
                WriteResult(call, json);
                json.WriteEndObject();
                json.Flush();
                output.Write("\n"u8);
                return;
            }
        }
        catch (Exception e)
        {
            output.ResetWrittenCount();
            hall.NoteFault();
            if (!hasSaidDefect)
            {
                hasSaidDefect = true;
                say($"a defect, answered with no result so that PowerDNS asks its next backend; said once: {e}");
            }
        }

        output.Write(Nothing);
    }

    private void WriteResult(RemoteCall call, Utf8JsonWriter json)
    {
        json.WritePropertyName("result");
        switch (call.Method)
        {
            case "initialize":
                json.WriteBooleanValue(true);
                break;
            case "lookup":
                WriteRecords(call, json);
                break;
            case "getalldomains":
                // The zones are the other backend's. A list, since PowerDNS cannot do with false here.
                json.WriteStartArray();
                json.WriteEndArray();
                break;
            case "getalldomainmetadata":
                WriteAllMetadata(call, json);
                break;
            case "getdomainmetadata":
                WriteMetadata(call, json);
                break;
            default:
                // getDomainInfo and list: zone and transfer belong to the backend that has the SOA.
                json.WriteBooleanValue(false);
                break;
        }
    }

    private void WriteRecords(RemoteCall call, Utf8JsonWriter json)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxWireLength];
        var length = BackendName.Read(Encoding.UTF8.GetBytes(call["qname"]), name);
        if (length == 0
            || !BackendType.TryRead(Encoding.UTF8.GetBytes(call["qtype"]), out var type)
            || !BackendClient.TryRead(Encoding.UTF8.GetBytes(Sender(call)), Encoding.UTF8.GetBytes(call["real_remote"]), out var client)
            || !hall.TryAnswer(name[..length], type, client)
            || hall.Answer.Sets.IsEmpty)
        {
            json.WriteBooleanValue(false);
            return;
        }

        if (options.Traces && !client.IsInternal)
        {
            BackendTrace.LinesOf(hall, name[..length], client).ForEach(say);
        }

        json.WriteStartArray();
        foreach (ref readonly var set in hall.Answer.Sets)
        {
            WriteSet(call, set, client.Origin, json);
        }

        json.WriteEndArray();
    }

    // Lookups of PowerDNS for itself come without a sender.
    private static string Sender(RemoteCall call) => call["remote"] is { Length: > 0 } remote ? remote : "0.0.0.0";

    private void WriteSet(RemoteCall call, in AnswerSet set, in QueryOrigin origin, Utf8JsonWriter json)
    {
        if (RecordContent.IsMadeByPowerDns(set.Type))
        {
            return;
        }

        var content = new ArrayBufferWriter<byte>();
        foreach (var rdata in hall.Answer.RecordsOf(set))
        {
            content.ResetWrittenCount();
            RecordContent.Format(set.Type, rdata, content);
            json.WriteStartObject();
            json.WriteString("qtype", RecordCatalog.NameOf(set.Type));
            json.WriteString("qname", call["qname"]);
            json.WriteString("content", content.WrittenSpan);

            // Numbers throughout: PowerDNS reads a TTL in quotes as 0, and an auth of false as true.
            json.WriteNumber("ttl", hall.TtlOf(set));
            json.WriteNumber("auth", 1);
            json.WriteNumber("scopeMask", hall.ScopeOf(set, origin));
            json.WriteNumber("domain_id", int.TryParse(call["zone_id"], out var zone) ? zone : -1);
            json.WriteEndObject();
        }
    }

    private IReadOnlyDictionary<string, List<string>> MetadataOf(RemoteCall call) =>
        DomainName.TryParse(call["name"], null, out var zone, out _) ? metadata().Of(zone) : new Dictionary<string, List<string>>();

    private void WriteAllMetadata(RemoteCall call, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (kind, values) in MetadataOf(call))
        {
            json.WritePropertyName(kind);
            WriteValues(values, json);
        }

        json.WriteEndObject();
    }

    private void WriteMetadata(RemoteCall call, Utf8JsonWriter json) => WriteValues(MetadataOf(call).GetValueOrDefault(call["kind"], []), json);

    private static void WriteValues(List<string> values, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        values.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }
}

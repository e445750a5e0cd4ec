using System.Text.Json;
using System.Text.Unicode;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Uplink;

/// <summary>
/// Reads the JSON of a <see cref="SampleBatch"/> as it came, without an object or a text for each sample: a node takes in a hundred thousand a
/// second. As strict as the serializer that other reports go through: members that are missing, null or of another type end it, those that
/// nobody knows are passed over, and of one that comes twice the last counts. All of it has to be UTF-8.
/// </summary>
public ref struct SampleBatchReader
{
    private readonly ReadOnlySpan<byte> utf8;
    private readonly ReportedBatch batch;
    private Utf8JsonReader json;
    private string member = string.Empty;
    private int item = -1;

    private SampleBatchReader(ReadOnlySpan<byte> utf8, ReportedBatch batch)
    {
        this.utf8 = utf8;
        this.batch = batch;
        json = new Utf8JsonReader(utf8);
    }

    /// <exception cref="JsonException">It is no report: line, octet and path say where.</exception>
    public static ReportedBatch Read(ReadOnlySpan<byte> utf8)
    {
        var read = new ReportedBatch();
        var reader = new SampleBatchReader(utf8, read);
        try
        {
            if (!Utf8.IsValid(utf8))
            {
                throw reader.Wrong();
            }

            reader.ReadBatch();
            return read;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's own errors know no path, and an escape that is half a character is no JsonException.
            read.Dispose();
            throw e is JsonException { Path: not null } ? e : reader.Wrong(e as JsonException);
        }
    }

    private void ReadBatch()
    {
        Next();
        Expect(JsonTokenType.StartObject);
        var (hasBatch, hasSite, hasSentAt, hasSamples) = (false, false, false, false);
        while (Next() != JsonTokenType.EndObject)
        {
            if (IsMember("samples"u8, "samples"))
            {
                ReadSamples();
                hasSamples = true;
            }
            else if (IsMember("batch"u8, "batch"))
            {
                batch.Id = ReadText();
                hasBatch = true;
            }
            else if (IsMember("site"u8, "site"))
            {
                batch.Site = ReadText();
                hasSite = true;
            }
            else if (IsMember("sent_at"u8, "sent_at"))
            {
                batch.SentAt = ReadNumber();
                hasSentAt = true;
            }
            else if (IsMember("to_all"u8, "to_all"))
            {
                batch.ToAll = Next() == JsonTokenType.True || (json.TokenType == JsonTokenType.False ? false : throw Wrong());
            }
            else
            {
                json.Skip();
            }

            member = string.Empty;
        }

        if (!(hasBatch && hasSite && hasSentAt && hasSamples) || json.Read())
        {
            throw Wrong();
        }
    }

    private void ReadSamples()
    {
        Next();
        Expect(JsonTokenType.StartArray);
        batch.Clear();
        while (Next() != JsonTokenType.EndArray)
        {
            item++;
            Expect(JsonTokenType.StartObject);
            var sample = ReadSample();
            batch.Add(in sample);
            member = "samples";
        }

        item = -1;
    }

    private ReportedSample ReadSample()
    {
        var sample = new ReportedSample();
        var (hasNetwork, hasRtt, hasKind, hasAt) = (false, false, false, false);
        while (Next() != JsonTokenType.EndObject)
        {
            if (IsMember("network"u8, "network"))
            {
                hasNetwork = true;
                ReadNetwork(ref sample);
            }
            else if (IsMember("rtt_us"u8, "rtt_us"))
            {
                hasRtt = true;
                sample.RttUs = Next() == JsonTokenType.Null ? null : Number();
            }
            else if (IsMember("kind"u8, "kind"))
            {
                hasKind = true;
                Next();
                Expect(JsonTokenType.String);
                sample.Kind = EvidenceWords.ParseMeasured(json.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan);
            }
            else if (IsMember("at"u8, "at"))
            {
                hasAt = true;
                sample.At = ReadNumber();
            }
            else if (IsMember("flow"u8, "flow"))
            {
                ReadFlow(ref sample);
            }
            else if (IsMember("site"u8, "site"))
            {
                sample.Site = Next() == JsonTokenType.Null ? 0 : json.ValueTextEquals(batch.LastSite) ? batch.LastNumber : batch.NumberOf(Text());
            }
            else
            {
                json.Skip();
            }

            member = string.Empty;
        }

        return hasNetwork && hasRtt && hasKind && hasAt ? sample : throw Wrong();
    }

    private void ReadNetwork(ref ReportedSample sample)
    {
        Next();
        Expect(JsonTokenType.String);
        sample.IsNetwork = json.ValueIsEscaped
            ? Prefix.TryParse(json.GetString(), out sample.Network)
            : Prefix.TryParse(json.ValueSpan, out sample.Network);
    }

    private void ReadFlow(ref ReportedSample sample)
    {
        (sample.JitterUs, sample.Packets, sample.Lost, sample.Connection) = (0, 0, 0, 0);
        if (Next() == JsonTokenType.Null)
        {
            return;
        }

        Expect(JsonTokenType.StartObject);
        while (Next() != JsonTokenType.EndObject)
        {
            if (IsMember("jitter_us"u8, "flow.jitter_us"))
            {
                sample.JitterUs = ReadNumber();
            }
            else if (IsMember("packets"u8, "flow.packets"))
            {
                sample.Packets = ReadNumber();
            }
            else if (IsMember("lost"u8, "flow.lost"))
            {
                sample.Lost = ReadNumber();
            }
            else if (IsMember("connection"u8, "flow.connection"))
            {
                sample.Connection = ReadNumber();
            }
            else
            {
                json.Skip();
            }

            member = "flow";
        }
    }

    private bool IsMember(ReadOnlySpan<byte> name, string path)
    {
        var isIt = json.ValueTextEquals(name);
        member = isIt ? path : member;
        return isIt;
    }

    private string ReadText()
    {
        Next();
        return Text();
    }

    private string Text()
    {
        Expect(JsonTokenType.String);
        return json.GetString()!;
    }

    private long ReadNumber()
    {
        Next();
        return Number();
    }

    private long Number() => json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) ? number : throw Wrong();

    private JsonTokenType Next() => json.Read() ? json.TokenType : throw Wrong();

    private void Expect(JsonTokenType type)
    {
        if (json.TokenType != type)
        {
            throw Wrong();
        }
    }

    private JsonException Wrong(JsonException? inner = null)
    {
        var before = utf8[..(int)json.TokenStartIndex];
        var line = before.Count((byte)'\n');
        var path = item < 0 ? member : member is "" or "samples" ? $"samples[{item}]" : $"samples[{item}].{member}";
        return new JsonException(
            null, path.Length == 0 ? "$" : $"$.{path}", inner?.LineNumber ?? line, inner?.BytePositionInLine ?? before.Length - 1 - before.LastIndexOf((byte)'\n'), inner);
    }
}

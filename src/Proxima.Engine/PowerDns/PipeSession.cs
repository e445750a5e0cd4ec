using System.Buffers;
using System.Text;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Answering;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// The pipe protocol of PowerDNS, ABI 1 to 5: one line in, lines out. Fail-open: whatever is odd is answered with a lone END, whereupon
/// PowerDNS asks its next backend. Never FAIL, which PowerDNS turns into SERVFAIL without asking anybody else.
/// </summary>
/// <param name="say">Receives one line about each kind of trouble when it first comes; never a value of the settings.</param>
public sealed class PipeSession(BackendHall hall, BackendOptions options, Action<string> say)
{
    /// <summary>Newest protocol known.</summary>
    public const int MaxAbi = 5;

    private const int FirstAbiWithScope = 3;

    private readonly PipeCommands commands = new(hall);
    private bool hasSaidDefect;
    private int abi;

    /// <summary>Appends the answer to one line (without its line feed) to <paramref name="output"/>, which must be empty.</summary>
    public void Answer(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        try
        {
            AnswerLine(PipeQuestion.Read(line), line, output);
        }
        catch (Exception e)
        {
            output.ResetWrittenCount();
            output.Write("END\n"u8);
            hall.NoteFault();
            if (!hasSaidDefect)
            {
                hasSaidDefect = true;
                say($"a defect, answered with END so that PowerDNS asks its next backend; said once: {e}");
            }
        }
    }

    private void AnswerLine(PipeQuestion question, ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        if (question.Verb.SequenceEqual("HELO"u8))
        {
            Greet(question.Name, output);
            return;
        }

        if (question.Verb.SequenceEqual("Q"u8))
        {
            AnswerQuestion(question, output);
        }
        else if (question.Verb.SequenceEqual("CMD"u8))
        {
            commands.Run(Encoding.UTF8.GetString(line[Math.Min(line.Length, 4)..]).Trim(), output);
        }

        // AXFR belongs to the backend that has the zone's SOA; PING and what nobody knows need no more than this.
        output.Write("END\n"u8);
    }

    private void Greet(ReadOnlySpan<byte> version, ArrayBufferWriter<byte> output)
    {
        abi = version.Length == 1 && version[0] is >= (byte)'1' and <= (byte)'0' + MaxAbi ? version[0] - '0' : 0;
        if (abi == 0)
        {
            say($"PowerDNS speaks pipe ABI '{Encoding.UTF8.GetString(version)}', known are 1 to {MaxAbi}: no name is steered; set pipe-abi-version={MaxAbi}");
        }
        else if (abi < FirstAbiWithScope)
        {
            say($"pipe ABI {abi} knows no client subnet and no scope, so PowerDNS may give one client's answer to another out of its caches: set pipe-abi-version={MaxAbi}");
        }

        output.Write("OK\tProxima\n"u8);
    }

    private void AnswerQuestion(PipeQuestion question, ArrayBufferWriter<byte> output)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxWireLength];
        var length = BackendName.Read(question.Name, name);
        if (abi == 0
            || length == 0
            || !question.Class.SequenceEqual("IN"u8)
            || !BackendType.TryRead(question.Type, out var type)
            || !BackendClient.TryRead(question.Remote, abi >= FirstAbiWithScope ? question.Subnet : default, out var client)
            || !hall.TryAnswer(name[..length], type, client))
        {
            return;
        }

        if (options.Traces && !client.IsInternal)
        {
            Trace(name[..length], client, output);
        }

        foreach (ref readonly var set in hall.Answer.Sets)
        {
            WriteSet(question, set, client.Origin, output);
        }
    }

    private void WriteSet(PipeQuestion question, in AnswerSet set, in QueryOrigin origin, ArrayBufferWriter<byte> output)
    {
        if (RecordContent.IsMadeByPowerDns(set.Type))
        {
            return;
        }

        foreach (var rdata in hall.Answer.RecordsOf(set))
        {
            output.Write("DATA\t"u8);
            if (abi >= FirstAbiWithScope)
            {
                // Steered names stand in no delegation, so we speak with authority (auth 1) throughout.
                output.WriteNumber(hall.ScopeOf(set, origin));
                output.Write("\t1\t"u8);
            }

            output.Write(question.Name);
            output.Write("\tIN\t"u8);
            Encoding.ASCII.GetBytes(RecordCatalog.NameOf(set.Type), output);
            output.Write("\t"u8);
            output.WriteNumber(hall.TtlOf(set));
            output.Write("\t"u8);
            output.Write(question.ZoneId.IsEmpty ? "-1"u8 : question.ZoneId);
            output.Write("\t"u8);
            WriteContent(set.Type, rdata, output);
            output.Write("\n"u8);
        }
    }

    private static void WriteContent(RecordType type, ReadOnlySpan<byte> rdata, ArrayBufferWriter<byte> output)
    {
        if (RecordContent.HasPriorityField(type) && rdata.Length > 2)
        {
            var content = new ArrayBufferWriter<byte>();
            RecordContent.Format(type, rdata, content);
            var blank = content.WrittenSpan.IndexOf((byte)' ');
            output.Write(content.WrittenSpan[..blank]);
            output.Write("\t"u8);
            output.Write(content.WrittenSpan[(blank + 1)..]);
            return;
        }

        RecordContent.Format(type, rdata, output);
    }

    private void Trace(ReadOnlySpan<byte> name, in BackendClient client, ArrayBufferWriter<byte> output)
    {
        foreach (var line in BackendTrace.LinesOf(hall, name, client))
        {
            output.Write("LOG\t"u8);
            Encoding.UTF8.GetBytes(line, output);
            output.Write("\n"u8);
        }
    }
}

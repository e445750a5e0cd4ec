using System.Globalization;
using Proxima.Dns.Edns;
using Proxima.Dns.Messages;
using Proxima.Dns.Records;
using Proxima.Dns.Records.Fields;
using Proxima.Engine.Latency;

namespace Proxima.Tests.Answering.Scenarios;

/// <summary>A way into the hall: octets of a request in, octets of the response out.</summary>
internal delegate byte[] Door(byte[] request, bool tcp, Prefix from);

/// <summary>Puts the questions of a scenario to a door and compares what comes back.</summary>
internal static class ScenarioRun
{
    private const ushort Id = 0x1234;

    public static void Through(Door door, Scenario scenario)
    {
        foreach (var step in scenario.Steps)
        {
            var from = Prefix.Parse(step.Options.GetValueOrDefault("from", "127.0.0.1"));
            var response = door(RequestOf(step), step.Options.ContainsKey("tcp"), from);
            if (step.Facts["RCODE"] == "NONE")
            {
                Assert.Empty(response);
                continue;
            }

            Assert.True(Message.TryRead(response, out var message, out var problem), $"{step.Text}: {problem}");
            Assert.Equal(Expected(step), step.Text + Received(step, message, response.Length));
        }
    }

    private static byte[] RequestOf(ScenarioStep step)
    {
        var recordClass = step.Options.TryGetValue("class", out var named) ? Enum.Parse<RecordClass>(named) : RecordClass.IN;
        var edns = step.Options.ContainsKey("noedns") ? null : OptOf(step.Options);
        var octets = Message.Query(Id, new Question(step.Name, step.Type, recordClass), edns).Write();
        if (step.Options.TryGetValue("opcode", out var opcode))
        {
            octets[2] |= (byte)(byte.Parse(opcode) << 3);
        }

        return octets;
    }

    private static OptRecord OptOf(IReadOnlyDictionary<string, string> words)
    {
        var options = new List<EdnsOption>();
        if (words.TryGetValue("ecs", out var ecs))
        {
            // Prefix takes a plain 0.0.0.0/0, which is what source prefix length 0 looks like (RFC 7871 section 7.1.2).
            var prefix = Prefix.Parse(ecs);
            options.Add(new ClientSubnetOption(new ClientSubnet { Family = (ushort)(prefix.IsIPv6 ? 2 : 1), SourcePrefixLength = prefix.Length, High = prefix.High, Low = prefix.Low }));
        }

        if (words.ContainsKey("nsid"))
        {
            options.Add(new NsidOption(default));
        }

        var size = ushort.Parse(words.GetValueOrDefault("bufsize", "1232"));
        var version = byte.Parse(words.GetValueOrDefault("edns", "0"));
        return new OptRecord(size, 0, version, words.ContainsKey("do") ? OptRecord.DnssecOkFlag : (ushort)0, new ValueList<EdnsOption>(options));
    }

    private static string Expected(ScenarioStep step)
    {
        var facts = step.Facts.Where(fact => fact.Key is not ("RCODE" or "FLAGS")).Select(fact => $"\n{fact.Key} {fact.Value}");
        return $"{step.Text}\nRCODE {step.Facts["RCODE"]}\nFLAGS {step.Facts.GetValueOrDefault("FLAGS", "")}{string.Concat(facts)}"
            + string.Concat(step.Sections.Select(section => SectionText(section.Key, section.Value)));
    }

    private static string Received(ScenarioStep step, Message message, int length)
    {
        Assert.True(message.Flags.IsResponse && message.Id == Id, step.Text);
        Assert.Equal(!step.Options.ContainsKey("noedns"), message.Opt is not null);
        var facts = step.Facts.Keys.Where(key => key is not ("RCODE" or "FLAGS")).Select(key => $"\n{key} {FactOf(key, message, length)}");
        return $"\nRCODE {RcodeText(message.Rcode)}\nFLAGS {FlagsOf(message.Flags)}{string.Concat(facts)}"
            + SectionText("ANSWER", message.Answers.Select(ScenarioStep.TextOf))
            + SectionText("AUTHORITY", message.Authorities.Select(ScenarioStep.TextOf))
            + SectionText("ADDITIONAL", message.Additionals.Select(ScenarioStep.TextOf));
    }

    private static string SectionText(string name, IEnumerable<string> records) => string.Concat(records.Select(record => $"\n{name} {record}"));

    private static string FlagsOf(MessageFlags flags) => string.Join(' ', new[]
    {
        flags.IsAuthoritative ? "aa" : "", flags.IsTruncated ? "tc" : "", flags.RecursionDesired ? "rd" : "", flags.RecursionAvailable ? "ra" : "",
    }.Where(flag => flag.Length > 0));

    private static string FactOf(string key, Message message, int length)
    {
        var options = message.Opt?.Options ?? new ValueList<EdnsOption>([]);
        return key switch
        {
            "SCOPE" => options.OfType<ClientSubnetOption>().SingleOrDefault()?.Subnet.ScopePrefixLength.ToString(CultureInfo.InvariantCulture) ?? "none",
            "EDE" => options.OfType<ExtendedErrorOption>().SingleOrDefault()?.InfoCode.ToString(CultureInfo.InvariantCulture) ?? "none",
            "OPTIONS" => string.Join(' ', options.Select(option => option.Code)),
            "PAYLOAD" => message.Opt?.UdpPayloadSize.ToString(CultureInfo.InvariantCulture) ?? "none",
            "DO" => message.Opt?.DnssecOk == true ? "1" : "0",
            "LENGTH" => length.ToString(CultureInfo.InvariantCulture),
            _ => "is no fact of a response",
        };
    }

    private static string RcodeText(Rcode rcode) => (int)rcode == 6 ? "YXDOMAIN" : rcode.ToString().ToUpperInvariant();
}

using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary>Names of other types than addresses: <c>type: SRV, data: "{priority} {weight} 5060 {target}", static: ["10 0 5060 sip.example.net."]</c></summary>
internal sealed class TemplateParser(IReadOnlyDictionary<string, Pool?> pools, List<TextError> errors)
{
    public RecordTemplate? Parse(YamlMapReader map, RecordType type, IReadOnlyList<string> names)
    {
        var text = map.Text("data") ?? RecordTemplate.DefaultOf(type);
        if (text is null)
        {
            errors.Add(map.PositionOf("type").Error($"{RecordCatalog.NameOf(type)} without data", Example(type)));
            return null;
        }

        var template = new RecordTemplate(type, text, ParseStatic(map, type));
        CheckEndpoints(map, template, names);
        return template;
    }

    private List<string> ParseStatic(YamlMapReader map, RecordType type)
    {
        var texts = new List<string>();
        foreach (var node in map.List("static"))
        {
            var text = (node as YamlScalar)?.Text ?? string.Empty;
            if (RecordCatalog.TryParse(type, text, DomainName.Root, out _, out var problem))
            {
                texts.Add(text);
            }
            else
            {
                errors.Add(node.At.Error($"static '{text}' is no data of {RecordCatalog.NameOf(type)}: {problem}", Example(type)));
            }
        }

        if (texts.Count > SteeringLimits.StaticAddresses)
        {
            errors.Add(map.PositionOf("static").Error($"{texts.Count} static records", $"at most {SteeringLimits.StaticAddresses}"));
        }

        return texts;
    }

    // The first endpoint with a problem is enough: mostly it is the template's.
    private void CheckEndpoints(YamlMapReader map, RecordTemplate template, IReadOnlyList<string> names)
    {
        var at = map.PositionOf(map.Node("data") is null ? "type" : "data");
        foreach (var name in names)
        {
            var seen = new Dictionary<string, string>();
            foreach (var endpoint in pools[name]?.Endpoints ?? [])
            {
                if (!template.TryWrite(endpoint, out var rdata, out var problem))
                {
                    errors.Add(at.Error($"{RecordCatalog.NameOf(template.Type)} of pool '{name}': {problem}", Example(template.Type)));
                    return;
                }

                if (!seen.TryAdd(Convert.ToHexString(rdata), endpoint.Name))
                {
                    errors.Add(at.Error($"endpoints '{seen[Convert.ToHexString(rdata)]}' and '{endpoint.Name}' of pool '{name}' have the same record", "records that differ: a pool with one endpoint for each host"));
                    return;
                }
            }
        }
    }

    private static string Example(RecordType type) => type switch
    {
        RecordType.CNAME => "data: \"{target}\", and at each endpoint target: NAME",
        RecordType.SRV => "data: \"{priority} {weight} 5060 {target}\", and at each endpoint target: NAME",
        RecordType.NAPTR => "data: \"{priority} 10 'S' 'SIP+D2U' '' _sip._udp.{target}\" with double quotes for the single ones, and at each endpoint target: NAME",
        RecordType.MX => "data: \"{priority} {target}\", and at each endpoint target: NAME",
        _ => "data: \"{priority} {target} alpn=h2\", and at each endpoint target: NAME",
    };
}

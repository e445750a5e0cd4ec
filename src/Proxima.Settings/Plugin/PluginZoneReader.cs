using System.Diagnostics.CodeAnalysis;
using Proxima.Dns.Names;
using Proxima.Settings.Node;

namespace Proxima.Settings.Plugin;

/// <summary>Reads [DNS] of the plugin's file: Zone, Email, NS1 to NSn, TTL.</summary>
internal sealed class PluginZoneReader(SettingsReader values, string file)
{
    private const string Section = "DNS";

    private static readonly SettingParser<DomainName> Name = new(
        (string text, [MaybeNullWhen(false)] out DomainName name) => DomainName.TryParse(text, null, out name, out _) && !name.IsRoot, "a domain name, as example.org");

    private static readonly SettingParser<DomainName> Email = new(MailboxName.TryParse, "an e-mail address, as hostmaster@example.org");

    /// <summary>Null where no zone is named; the errors say why.</summary>
    public PluginZone? Read(int maxNameServers, SettingParser<int> seconds)
    {
        var apex = values.Read<DomainName?>(Section, "Zone", null, Name!);
        var mailbox = values.Read<DomainName?>(Section, "Email", null, Email!);
        var servers = new List<DomainName>();
        for (var number = 1; number <= maxNameServers; number++)
        {
            var key = $"NS{number}";
            if (values.Read<DomainName?>(Section, key, null, Name!) is not { } server)
            {
                continue;
            }

            servers.Add(server);
            if (apex is not null && server.IsAtOrBelow(apex))
            {
                // The INI file can give no address for it, so a resolver would need the zone to find the server of the zone.
                values.Fail(Section, key, $"name server {server} lies inside the zone {apex} that it serves and has no glue here: asking for it would be an endless loop", "a name server in another zone");
            }
        }

        var ttl = values.Read(Section, "TTL", 60, seconds);
        if (!values.Has(Section))
        {
            return null;
        }

        RequireKey(apex, "Zone", "Zone = example.org");
        RequireKey(mailbox, "Email", "Email = hostmaster@example.org");
        if (servers.Count < 2)
        {
            values.FailSection(Section, file, $"{servers.Count} name servers in [DNS]", "at least two, NS1 and NS2");
        }

        return apex is null || mailbox is null ? null : new PluginZone(apex, mailbox, servers, (uint)ttl);
    }

    private void RequireKey(DomainName? value, string key, string expected)
    {
        if (value is null && !values.HasKey(Section, key))
        {
            values.FailSection(Section, file, $"no {key} in [DNS]", expected);
        }
    }
}

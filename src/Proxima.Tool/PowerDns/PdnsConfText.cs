using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Snapshots;

namespace Proxima.Tool.PowerDns;

/// <summary>The lines of pdns.conf for PowerDNS 4.7 to 5.x, each with its reason.</summary>
internal static class PdnsConfText
{
    public static string Format(Snapshot snapshot, string command, string bindConfig)
    {
        var regex = PipeRegex.Of(SteeredNames.Of(snapshot), SteeredNames.ZonesOf(snapshot));
        return $"""
            # PowerDNS 4.7 to 5.x with Proxima, for the names steered in snapshot {snapshot.Serial}.
            # The first backend with a record for a name answers all of it; bind has the zones and the static records.
            launch=pipe,bind
            pipe-command={command}
            # 3 and above carry the client subnet and the scope; the default is 1.
            pipe-abi-version=5
            # Milliseconds; the coprocess answers in microseconds. Later than this is SERVFAIL, without asking bind.
            pipe-timeout=2000
            # Steered names only, so that static names cost nothing. Anew after names were added or removed.
            pipe-regex={regex}
            # Mandatory: the pipe backend cannot list zones, and PowerDNS would end at its start.
            zone-cache-refresh-interval=0
            # One question for each name instead of two.
            consistent-backends=no
            # Reads the client subnet of a query and returns the scope.
            edns-subnet-processing=yes
            # Seconds. The scope of steered answers keeps them out of the caches; static names that are asked often stay fast. After an
            # outage a static answer for a steered name is kept this long, by default 20 s.
            cache-ttl=2
            # The same, without any gain: the packet cache stands before it.
            query-cache-ttl=0
            negquery-cache-ttl=60
            distributor-threads=4
            bind-config={bindConfig}

            """;
    }

    /// <summary>The configuration of the bind backend: one statement for each zone.</summary>
    public static string FormatBind(IEnumerable<(DomainName Apex, string File)> zones) =>
        string.Concat(zones.Select(zone => $"zone \"{zone.Apex.ToString().TrimEnd('.')}\" {{ type native; file \"{zone.File}\"; }};\n"));
}

namespace Proxima.EndToEnd.PowerDns;

/// <summary>What an operator has before PowerDNS: a zone, what is steered in it, and latencies. Clients differ by client subnet and by loopback source address.</summary>
internal sealed record PowerDnsFiles(string Folder)
{
    public const string Frankfurt = "192.0.2.1", NewYork = "192.0.2.2", FrankfurtIPv6 = "2001:db8:1::1", NewYorkIPv6 = "2001:db8:2::1";

    /// <summary>What the bind zone holds for the steered name: the answer for a client of whom nothing is known.</summary>
    public const string Static = Frankfurt;

    /// <summary>Client subnets nearest to one site each.</summary>
    public const string NearFrankfurt = "198.51.100.0/24", NearNewYork = "203.0.113.0/24", NearNewYorkIPv6 = "2001:db8:a::/48";

    /// <summary>Source addresses nearest to one site each.</summary>
    public const string FrankfurtClient = "127.0.0.2", NewYorkClient = "127.0.0.3";

    public string Snapshot => In("snapshot");

    public string Zones => In("zones");

    public string In(string name) => Path.Combine(Folder, name);

    public static async Task<PowerDnsFiles> Write()
    {
        var files = new PowerDnsFiles(Directory.CreateTempSubdirectory("proxima-pdns-").FullName);
        Directory.CreateDirectory(files.Zones);
        await File.WriteAllTextAsync(files.In("example.org.zone"), """
            $ORIGIN example.org.
            $TTL 3600
            @       IN SOA ns1.example.net. hostmaster 7 7200 3600 1209600 60
            @       IN NS  ns1.example.net.
            @       IN NS  ns2.example.net.
            @       IN MX  10 www
            www     60 IN TXT "beside the steered addresses"
            www     60 IN MX 10 mail
            mail    IN A 192.0.2.25
            static  IN A 192.0.2.200
            alias   60 IN CNAME www
            _sip._udp 60 IN SRV 1 2 5060 www
            *.wild  60 IN TXT "any"
            sub     IN NS ns.sub
            ns.sub  IN A 192.0.2.77

            """);
        await File.WriteAllTextAsync(files.In("steering.yaml"), $$"""
            zones: [ { name: example.org, file: example.org.zone } ]
            sites: { fra: {}, nyc: {} }
            pools:
              web:
                endpoints:
                  - { name: fra, site: fra, address: {{Frankfurt}} }
                  - { name: nyc, site: nyc, address: {{NewYork}} }
                  - { name: fra6, site: fra, address: '{{FrankfurtIPv6}}' }
                  - { name: nyc6, site: nyc, address: '{{NewYorkIPv6}}' }
            policies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }
            names:
              - { name: www.example.org, pool: web, policy: near, ttl: 30 }
              - { name: '*.wild.example.org', pool: web, policy: near, ttl: 30 }

            """);
        await files.BuildSnapshot();
        return files;
    }

    /// <summary>Puts a snapshot in place, as proximad does; swapped: the other site is near everywhere.</summary>
    public async Task BuildSnapshot(bool swapped = false)
    {
        var (near, far) = swapped ? (90, 10) : (10, 90);
        await File.WriteAllTextAsync(In("prefixes.txt"), $"""
            198.51.100.0/24 fra={near} nyc={far}
            203.0.113.0/24 fra={far} nyc={near}
            2001:db8:a::/48 fra={far} nyc={near}
            2001:db8:b::/48 fra={near} nyc={far}
            127.0.0.2/32 fra={near} nyc={far}
            127.0.0.3/32 fra={far} nyc={near}

            """);
        await Proxima("snapshot", "build", "--zones", In("steering.yaml"), "--prefixes", In("prefixes.txt"), "--out", Snapshot);
    }

    public static async Task<string> Proxima(params string[] arguments)
    {
        var finished = await Finished.Run(Repository.Program("proxima"), arguments);
        Assert.True(finished.ExitCode == 0, $"proxima {string.Join(' ', arguments)}: {finished.Errors}{finished.Output}");
        return finished.Output;
    }

    public void Delete() => TemporaryFolder.Remove(Folder);
}

namespace Proxima.EndToEnd.PowerDns;

/// <summary>An operator who asks for licenses: what is not licensed gets its static record, from the real PowerDNS.</summary>
public sealed class LicenseTests
{
    [Fact]
    public async Task A_name_is_steered_with_a_license_and_static_without_where_the_operator_asks_for_one()
    {
        PowerDnsServer.Require();
        var files = await PowerDnsFiles.Write();
        await File.WriteAllTextAsync(files.In("authority.key"), "0123456789abcdef0123456789abcdef\n");
        var license = await PowerDnsFiles.Proxima("license", "issue", "--key-file", files.In("authority.key"), "--algorithm", "near", "--zone", "example.org");
        Assert.Equal(PowerDnsFiles.NewYork, await Ask(files, license.Trim()));
        Assert.Equal(PowerDnsFiles.Static, await Ask(files, new string('0', 40)));
        files.Delete();
    }

    private static async Task<string> Ask(PowerDnsFiles files, string license)
    {
        await File.WriteAllTextAsync(files.In("plugin.conf"), $"""
            [Application]
            Version = 1.2.0
            License = {license}
            AuthorityFile = authority.key
            [DNS]
            Zone = example.org
            Email = hostmaster@example.net
            NS1 = ns1.example.net
            NS2 = ns2.example.net
            [DB]
            Database = latency
            [Memcached]

            """);
        await using var server = await PowerDnsServer.StartWithPipe(files, flags: $"--config {files.In("plugin.conf")}");
        return await server.Address("www.example.org", "A", $"+subnet={PowerDnsFiles.NearNewYork}");
    }
}

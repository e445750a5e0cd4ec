using System.Globalization;
using static Proxima.EndToEnd.PowerDns.PowerDnsFiles;

namespace Proxima.EndToEnd.PowerDns;

/// <summary>PowerDNS signs while it answers (keys and metadata of the bind backend); delv (BIND) validates with the zone's own key as its anchor.</summary>
public sealed class SigningTests : IAsyncLifetime
{
    private PowerDnsFiles files = null!;

    public async ValueTask InitializeAsync() => files = await Write();

    public ValueTask DisposeAsync()
    {
        files.Delete();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Steered_addresses_and_denials_validate(bool nsec3)
    {
        PowerDnsServer.Require();
        Require.Tool("delv", "bind9-dnsutils");
        var database = files.In("keys.sqlite");
        await PrepareKeys(database, nsec3);
        await using var server = await PowerDnsServer.StartWithPipe(files, $"bind-dnssec-db={database}\n");
        var anchor = await Anchor(server);

        Assert.Contains(NewYork, await Delv(server, anchor, "www.example.org", "A", "-b", NewYorkClient), StringComparison.Ordinal);
        Assert.Contains(Frankfurt, await Delv(server, anchor, "www.example.org", "A", "-b", FrankfurtClient), StringComparison.Ordinal);
        Assert.Contains(NewYorkIPv6, await Delv(server, anchor, "www.example.org", "AAAA", "-b", NewYorkClient), StringComparison.Ordinal);
        Assert.Contains("beside the steered", await Delv(server, anchor, "www.example.org", "TXT"), StringComparison.Ordinal);
        Assert.Contains("192.0.2.200", await Delv(server, anchor, "static.example.org", "A"), StringComparison.Ordinal);
        Assert.Contains("ncache nxrrset", await Delv(server, anchor, "www.example.org", "CAA"), StringComparison.Ordinal);
        Assert.Contains("ncache nxdomain", await Delv(server, anchor, "nope.example.org", "A"), StringComparison.Ordinal);
        Assert.Contains(NewYork, await Delv(server, anchor, "any.wild.example.org", "A", "-b", NewYorkClient), StringComparison.Ordinal);
    }

    private async Task PrepareKeys(string database, bool nsec3)
    {
        await PowerDnsFiles.Proxima("pdns", "config", "--snapshot", files.Snapshot, "--zones", files.Zones);
        await File.WriteAllTextAsync(files.In("pdns.conf"), $"launch=bind\nbind-config={files.Zones}/bind.conf\nbind-dnssec-db={database}\n");
        await Util("create-bind-db", database);
        await Util("secure-zone", "example.org");
        if (nsec3)
        {
            await Util("set-nsec3", "example.org", "1 0 0 -", "narrow");
        }
    }

    private async Task Util(params string[] words)
    {
        var finished = await Finished.Run("pdnsutil", [$"--config-dir={files.Folder}", .. words]);
        Assert.True(finished.ExitCode == 0, $"pdnsutil {string.Join(' ', words)}: {finished.Output}{finished.Errors}");
    }

    private async Task<string> Anchor(PowerDnsServer server)
    {
        var key = (await server.Raw("example.org", "DNSKEY", "+short")).Output.Trim().Split(' ', 4);
        Assert.True(key.Length == 4, string.Join(' ', key));
        var path = files.In("anchor");
        await File.WriteAllTextAsync(path, $"trust-anchors {{ example.org. static-key {key[0]} {key[1]} {key[2]} \"{key[3]}\"; }};\n");
        return path;
    }

    private static async Task<string> Delv(PowerDnsServer server, string anchor, string name, string type, params string[] options)
    {
        var finished = await Finished.Run("delv", ["@127.0.0.1", "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-a", anchor, "+root=example.org", .. options, name, type]);
        var text = finished.Output + finished.Errors;
        Assert.Contains("fully validated", text, StringComparison.Ordinal);
        return text;
    }
}

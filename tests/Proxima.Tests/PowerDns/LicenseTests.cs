using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;
using Proxima.Settings.Plugin;
using Proxima.Tests.Tool;

namespace Proxima.Tests.PowerDns;

public sealed class LicenseTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    // printf 'proxima license 1\nnear\ninside-out.xyz.\n' | openssl dgst -sha256 -mac HMAC -macopt key:$Key | cut -c 1-40
    private const string NearInsideOut = "11f871758bc861e4a90ab5f4062aa0fdec2d7408";

    private static readonly DomainName Zone = DomainName.Parse("example.org");

    private readonly PipeBed bed = new(Path.Combine(House.Repository.Root, "tests", "golden", "pdns", "pipe-abi5.transcript"));
    private readonly List<string> said = [];
    private readonly string folder = Directory.CreateTempSubdirectory("proxima-license-").FullName;

    private byte[] Www { get; } = DomainName.Parse("WWW.example.org").Wire.ToArray();

    public void Dispose()
    {
        bed.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_license_is_what_openssl_computes_for_the_algorithm_and_the_zone_in_any_case()
    {
        var authority = new LicenseAuthority(Key);
        Assert.Equal(NearInsideOut, authority.Issue("near", DomainName.Parse("Inside-Out.xyz")));
        Assert.True(authority.Verifies(NearInsideOut.ToUpperInvariant(), "near", DomainName.Parse("inside-out.XYZ")));
        Assert.False(authority.Verifies(NearInsideOut, "near", DomainName.Parse("example.org")));
        Assert.False(authority.Verifies(NearInsideOut, "far", DomainName.Parse("inside-out.xyz")));
        Assert.False(authority.Verifies(string.Empty, "near", DomainName.Parse("inside-out.xyz")));
        Assert.False(new LicenseAuthority(Key + "x").Verifies(NearInsideOut, "near", DomainName.Parse("inside-out.xyz")));
    }

    [Fact]
    public void An_unlicensed_algorithm_steers_no_name_of_the_zone_and_that_is_said_once()
    {
        var entitlements = new Entitlements(new LicenseAuthority(Key), Zone, [NearInsideOut], said.Add);
        Assert.True(entitlements.Refuse(Www, bed.Snapshot));
        Assert.True(entitlements.Refuse(Www, bed.Snapshot));
        Assert.False(entitlements.Refuse(DomainName.Parse("static.example.org").Wire, bed.Snapshot));
        Assert.Equal([Refusal("policy0"), Refusal("policy1")], said);
    }

    [Fact]
    public void One_of_several_licenses_is_enough()
    {
        var authority = new LicenseAuthority(Key);
        var entitlements = new Entitlements(authority, Zone, [NearInsideOut, authority.Issue("policy0", Zone)], said.Add);
        Assert.False(entitlements.Refuse(Www, bed.Snapshot));
        Assert.Equal([Refusal("policy1")], said);
    }

    [Fact]
    public void The_plugins_file_names_the_authority_and_a_bad_key_or_license_is_an_error_that_does_not_show_it()
    {
        File.WriteAllText(Path.Combine(folder, "key"), Key + "\n");
        var good = Parse($"License = {NearInsideOut}, {NearInsideOut}\nAuthorityFile = key");
        Assert.Equal(Key, good.Settings.Application.Authority!.Reveal());
        Assert.Equal([NearInsideOut, NearInsideOut], good.Settings.Application.Licenses);
        Assert.DoesNotContain(good.Errors, error => error.What.Contains("License", StringComparison.Ordinal) || error.What.Contains("key", StringComparison.Ordinal));

        File.WriteAllText(Path.Combine(folder, "key"), "short-secret");
        var bad = Parse($"License = {NearInsideOut},\nAuthorityFile = key");
        Assert.Contains(bad.Errors, error => error is { Line: 2 } && error.What.Contains("License", StringComparison.Ordinal));
        Assert.Contains(bad.Errors, error => error is { Line: 3, What: "the key of the licenses is too short", Expected: "at least 16 characters" });
        Assert.DoesNotContain(bad.Errors, error => error.ToString().Contains("short-secret", StringComparison.Ordinal));
        Assert.Contains(Parse("AuthorityFile = gone").Errors, error => error is { Line: 2 } && error.What.Contains("gone", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tool_issues_and_verifies()
    {
        var file = Path.Combine(folder, "authority.key");
        File.WriteAllText(file, Key + "\n");
        string[] what = ["--key-file", file, "--algorithm", "near", "--zone", "inside-out.xyz"];
        Assert.Equal(NearInsideOut, ToolRun.Of(["license", "issue", .. what]).Output.Trim());
        var right = ToolRun.Of(["license", "verify", NearInsideOut, .. what]);
        Assert.Equal((0, "licensed: algorithm 'near' in zone inside-out.xyz."), (right.Code, right.Output.Trim()));
        var wrong = ToolRun.Of(["license", "verify", NearInsideOut, .. what[..^1], "example.org"]);
        Assert.Equal((1, "not licensed by this key: algorithm 'near' in zone example.org."), (wrong.Code, wrong.Output.Trim()));

        File.WriteAllText(file, "short");
        Assert.Equal(2, ToolRun.Of(["license", "issue", .. what]).Code);
        Assert.Equal(1, ToolRun.Of(["license", "issue", "--key-file", file + "x", "--algorithm", "near", "--zone", "example.org"]).Code);
        Assert.Equal(2, ToolRun.Of(["license", "issue", "--key-file", file, "--algorithm", "near", "--zone", "a..b"]).Code);
    }

    private static string Refusal(string policy) =>
        $"no license for algorithm '{policy}' in zone example.org.: its names are not steered, PowerDNS serves the static records";

    private PluginSettingsFile Parse(string lines) =>
        PluginSettingsFile.Parse($"[Application]\n{lines}\n", Path.Combine(folder, "plugin.conf"), new Dictionary<string, string>());
}

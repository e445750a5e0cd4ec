using Proxima.Control;
using Proxima.Settings.Node;

namespace Proxima.Tests.Control;

/// <summary>What the node's settings make of the data plane's command line.</summary>
public sealed class ServeArgumentsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-arguments-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_rate_limit_and_what_belongs_to_it_are_handed_on()
    {
        var line = LineFor("[DNS]\nRateLimit = 1000\nRateLimitSlip = 1\nRateLimitExempt = 192.0.2.0/24, 2001:db8::/32\n");
        Assert.Contains(" --rate-limit 1000 --rate-limit-slip 1 --rate-limit-exempt 192.0.2.0/24 --rate-limit-exempt 2001:db8::/32 ", line);
        Assert.DoesNotContain("--rate-limit", LineFor(string.Empty));
    }

    [Fact]
    public void The_cookie_secret_is_made_once_for_its_owner_alone_and_no_command_line_has_it()
    {
        var file = Path.Combine(folder.FullName, "cookie-secret");
        var first = LineFor(string.Empty);
        var secret = File.ReadAllText(file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(first, LineFor(string.Empty));
        Assert.Equal(secret, File.ReadAllText(file));
        Assert.Matches("^[0-9a-f]{32}\n$", secret);
        Assert.Contains($"--cookie-secret {file}", first);
        Assert.DoesNotContain(secret.Trim(), first);
    }

    [Fact]
    public void A_shared_secret_takes_the_place_of_the_nodes_own()
    {
        Assert.Contains($"--cookie-secret {folder.FullName}/shared", LineFor("[DNS]\nCookieSecretFile = shared\n"));
        Assert.False(File.Exists(Path.Combine(folder.FullName, "cookie-secret")));
    }

    [Theory]
    [InlineData("RateLimit = 1000001", "RateLimit '1000001', expected a number from 0 to 1000000")]
    [InlineData("RateLimitSlip = 11", "RateLimitSlip '11', expected a number from 0 to 10")]
    [InlineData("RateLimitExempt = 10.0.0.0/33", "RateLimitExempt '10.0.0.0/33', expected an address or network, as 192.0.2.0/24 or 2001:db8::/32")]
    public void What_is_wrong_is_said_with_what_was_expected(string line, string expected) =>
        Assert.Equal([$"{folder.FullName}/proxima.conf:2:{line.IndexOf('=') + 3}: {expected}"], Parse($"[DNS]\n{line}\n").Errors.Select(error => error.ToString()));

    private string LineFor(string text)
    {
        using var state = StateFolder.Open(folder.FullName);
        return string.Join(' ', Wiring.ServeProgramFor(Parse(text).Settings, state).CommandLine);
    }

    private NodeSettingsFile Parse(string text) => NodeSettingsFile.Parse(text, Path.Combine(folder.FullName, "proxima.conf"), new Dictionary<string, string>());
}

using Proxima.Dns.Messages;
using Proxima.Engine.Latency;
using Proxima.Engine.Protection;

namespace Proxima.Tests.Protection;

public sealed class CookieMintTests
{
    private const string FirstSecret = "e5e973e5a6b2a43f48e7dc849e37bfcf";
    private const string Issued = "2464c4abcf10c957010000005cf79f111f8130c3eee29480";
    private const string Client = "198.51.100.100";
    private const long IssuedAt = 1559731985;

    /// <summary>RFC 9018 Appendix A, sections 1 to 4: what the client sends, and what it must get. A.3's is older than an hour: it proves nothing.</summary>
    [Theory]
    [InlineData(FirstSecret, null, Client, IssuedAt, "2464c4abcf10c957", "2464c4abcf10c957010000005cf79f111f8130c3eee29480", false)]
    [InlineData(FirstSecret, null, Client, 1559734385, Issued, "2464c4abcf10c957010000005cf7a871d4a564a1442aca77", true)]
    [InlineData(FirstSecret, null, "203.0.113.203", 1559734700, "fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5", "fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e", false)]
    [InlineData(
        "445536bcd2513298075a5d379663c962", "dd3bdf9344b678b185a6f5cb60fca715", "2001:db8:220:1:59de:d0f4:8769:82b8", 1559741961,
        "22681ab97d52c298010000005cf7c57926556bd0934c72f8", "22681ab97d52c298010000005cf7c609a6bb79d16625507a", true)]
    public void The_examples_of_the_RFC_come_out_to_the_octet(string secret, string? second, string client, long now, string sent, string expected, bool isProven)
    {
        var mint = new CookieMint(new CookieSecrets(SecretOf(secret), second is null ? null : SecretOf(second)), TimeAt(now));
        Assert.Equal((expected, isProven), Reply(mint, sent, client));
    }

    /// <summary>RFC 9018 Appendix A.3: reserved octets that are not zero are part of what was signed.</summary>
    [Fact]
    public void Reserved_octets_count_for_the_hash_and_come_back_as_they_were() => Assert.Equal(
        ("fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5", true),
        Reply(MintAt(1559728000), "fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5", "203.0.113.203"));

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(CookieMint.RenewedAfterSeconds, true, true)]
    [InlineData(CookieMint.RenewedAfterSeconds + 1, true, false)]
    [InlineData(CookieMint.OldestSeconds, true, false)]
    [InlineData(CookieMint.OldestSeconds + 1, false, false)]
    [InlineData(-CookieMint.AheadSeconds, true, true)]
    [InlineData(-CookieMint.AheadSeconds - 1, false, false)]
    public void A_cookie_holds_for_an_hour_and_is_renewed_after_half_of_it(int age, bool isProven, bool isKept)
    {
        var reply = Reply(MintAt(IssuedAt + age), Issued, Client);
        Assert.Equal(isProven, reply.IsProven);
        Assert.Equal(isKept, reply.Cookie == Issued);
    }

    [Fact]
    public void What_the_clock_says_is_taken_with_a_look_and_not_before()
    {
        var time = TimeAt(IssuedAt);
        var mint = new CookieMint(new CookieSecrets(SecretOf(FirstSecret)), time);
        time.Advance(TimeSpan.FromHours(2));
        Assert.True(Reply(mint, Issued, Client).IsProven);
        mint.Look();
        Assert.False(Reply(mint, Issued, Client).IsProven);
    }

    [Theory]
    [InlineData("198.51.100.101", Issued)]
    [InlineData(Client, "2464c4abcf10c956010000005cf79f111f8130c3eee29480")]
    [InlineData(Client, "2464c4abcf10c957010000005cf79f101f8130c3eee29480")]
    [InlineData(Client, "2464c4abcf10c957010000005cf79f111f8130c3eee29481")]
    [InlineData(Client, "2464c4abcf10c957020000005cf79f111f8130c3eee29480")]
    [InlineData(Client, "2464c4abcf10c957010000005cf79f111f8130c3")]
    [InlineData(Client, "2464c4abcf10c957010000005cf79f111f8130c3eee2948000")]
    public void Anybody_elses_cookie_or_a_changed_one_proves_nothing_and_gets_a_new_one(string from, string sent)
    {
        var mint = MintAt(IssuedAt);
        var (cookie, isProven) = Reply(mint, sent, from);
        Assert.False(isProven);
        Assert.Equal((cookie, true), Reply(mint, cookie, from));
    }

    [Fact]
    public void A_secret_that_is_rolled_over_leaves_no_client_without_proof()
    {
        var (old, next) = (SecretOf(FirstSecret), SecretOf("445536bcd2513298075a5d379663c962"));
        var mint = new CookieMint(new CookieSecrets(old), TimeAt(IssuedAt));
        mint.Take(new CookieSecrets(old, next));
        Assert.Equal((Issued, true), Reply(mint, Issued, Client));
        mint.Take(new CookieSecrets(next, old));
        var (renewed, isProven) = Reply(mint, Issued, Client);
        Assert.True(isProven);
        Assert.NotEqual(Issued, renewed);
        mint.Take(new CookieSecrets(next));
        Assert.False(Reply(mint, Issued, Client).IsProven);
        Assert.Equal((renewed, true), Reply(mint, renewed, Client));
    }

    [Fact]
    public void Who_sends_no_cookie_gets_none() => Assert.Equal((string.Empty, false), Reply(MintAt(IssuedAt), string.Empty, Client));

    private static CookieMint MintAt(long unixSeconds) => new(new CookieSecrets(SecretOf(FirstSecret)), TimeAt(unixSeconds));

    private static ManualTime TimeAt(long unixSeconds) => new(DateTimeOffset.FromUnixTimeSeconds(unixSeconds));

    private static CookieSecret SecretOf(string digits) => new(Convert.FromHexString(digits));

    private static (string Cookie, bool IsProven) Reply(CookieMint mint, string sent, string from)
    {
        byte[] request = [1, 2, 3, .. Convert.FromHexString(sent), 4];
        var query = new Query { HasEdns = true, CookieOffset = 3, CookieLength = sent.Length / 2 };
        var reply = mint.Reply(request, in query, Prefix.Parse(from));
        var octets = new byte[CookieReply.Length];
        reply.Write(octets);
        return (reply.IsPresent ? Convert.ToHexStringLower(octets) : string.Empty, reply.IsProven);
    }
}

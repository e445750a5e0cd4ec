using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Health;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Zones;
using Proxima.Tests.Answering;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Listeners;

public sealed class ServeCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-serve-");

    private string SnapshotPath => Path.Combine(folder.FullName, "snapshot");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Foreign_clients_get_their_answers_over_both_transports_and_both_families()
    {
        Assert.SkipUnless(Oracles.Has("dig") && Oracles.Has("kdig"), "needs dig and kdig");
        Publish(1);
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--nsid", "here", "--workers", "2", "--pin");
        foreach (var address in serve.AwaitReady())
        {
            string[] server = [$"@{address.Address}", "-p", address.Port.ToString()];
            Assert.Equal("192.0.2.1\n", await Oracles.RunAsync("dig", [.. server, "+short", "www.example.org", "A"]));
            Assert.Equal("192.0.2.1\n", await Oracles.RunAsync("dig", [.. server, "+short", "+tcp", "www.example.org", "A"]));
            Assert.Equal(
                "192.0.2.1\n192.0.2.1\n192.0.2.1\n",
                await Oracles.RunAsync("kdig", [.. server, "+short", "+tcp", "+keepopen", "www.example.org", "A", "www.example.org", "A", "www.example.org", "A"]));
            Assert.Contains("(\"here\")", await Oracles.RunAsync("dig", [.. server, "+nsid", "www.example.org", "A"]));
        }
    }

    [Fact]
    public void A_renamed_snapshot_is_taken_over_and_the_stop_is_clean()
    {
        Publish(1);
        var report = Path.Combine(folder.FullName, "report");
        var ready = Path.Combine(folder.FullName, "ready");
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--report", report, "--ready-file", ready);
        using var client = TcpClientUnderTest.ConnectTo(serve.AwaitReady()[0]);
        Assert.Equal(1, LastOctetAskedOver(client));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(ready) && new FileInfo(ready).Length == 1, TimeSpan.FromSeconds(20)));

        Publish(2);
        Assert.True(SpinWait.SpinUntil(() => LastOctetAskedOver(client) == 2, TimeSpan.FromSeconds(20)));

        Assert.True(ReportReader.TryOpen(report, out var reader, out var problem), problem);
        using (reader)
        {
            Assert.InRange(reader!.Total(Counter.TcpQueries), 2, long.MaxValue);
        }

        serve.Signal("TERM");
        Assert.Equal((0, string.Empty), serve.AwaitEnd());
    }

    [Fact]
    public void It_goes_on_when_its_parents_pipes_are_gone()
    {
        Publish(1);
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0");
        using var client = TcpClientUnderTest.ConnectTo(serve.AwaitReady()[0]);
        serve.Process.StandardInput.Close();
        serve.Process.StandardOutput.Close();
        serve.Process.StandardError.Close();
        serve.Signal("HUP");

        // Makes it say something on the closed pipe.
        SnapshotFile.Write(SnapshotPath, [1, 2, 3]);
        Publish(2);
        Assert.True(SpinWait.SpinUntil(() => LastOctetAskedOver(client) == 2, TimeSpan.FromSeconds(20)));
        Assert.False(serve.Process.HasExited);
    }

    [Fact]
    public void Without_a_snapshot_it_says_what_to_do_and_leaves()
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0");
        var (code, errors) = serve.AwaitEnd();

        Assert.Equal(1, code);
        Assert.Contains(SnapshotPath, errors);
        Assert.Contains("--wait", errors);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public void Told_to_wait_it_answers_SERVFAIL_until_there_is_a_snapshot()
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--wait");
        using var client = TcpClientUnderTest.ConnectTo(serve.AwaitReady()[0]);
        client.Socket.Send(RawQuery.Framed(1));
        Assert.Equal(RawQuery.ServFail, RawQuery.RcodeOf(client.ReceiveMessage()));

        Publish(3);
        Assert.True(SpinWait.SpinUntil(() => LastOctetAskedOver(client) == 3, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Waiting_is_said_in_one_line_and_only_when_it_takes_long()
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--wait");
        serve.AwaitReady();
        Assert.Equal($"waiting for snapshot {SnapshotPath}", serve.Process.StandardError.ReadLine());
        serve.Signal("TERM");
        Assert.Equal((0, string.Empty), serve.AwaitEnd());
    }

    [Fact]
    public void A_snapshot_that_comes_soon_was_never_missing()
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--wait");
        using var client = TcpClientUnderTest.ConnectTo(serve.AwaitReady()[0]);
        Publish(3);
        Assert.True(SpinWait.SpinUntil(() => LastOctetAskedOver(client) == 3, TimeSpan.FromSeconds(20)));
        serve.Signal("TERM");
        Assert.Equal((0, string.Empty), serve.AwaitEnd());
    }

    [Fact]
    public async Task The_idle_timeout_it_keeps_is_the_one_it_tells()
    {
        Assert.SkipUnless(Oracles.Has("dig"), "needs dig");
        Publish(1);
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0");
        var address = serve.AwaitReady()[0];
        var text = await Oracles.RunAsync("dig", $"@{address.Address}", "-p", address.Port.ToString(), "+tcp", "+keepalive", "www.example.org", "A");
        Assert.Contains("TCP-KEEPALIVE: 10.0 secs", text.Replace("TCP KEEPALIVE", "TCP-KEEPALIVE"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_port_is_one_line_with_the_address()
    {
        Publish(1);
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", taken.LocalEndPoint!.ToString()!);
        var (code, errors) = serve.AwaitEnd();

        Assert.Equal(1, code);
        Assert.StartsWith($"proxima serve: cannot listen on TCP {taken.LocalEndPoint}: another program has it", errors);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public void A_missing_health_file_is_said_once_and_taken_over_when_it_comes()
    {
        Publish(1);
        var health = Path.Combine(folder.FullName, "health");
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--health", health);
        serve.AwaitReady();
        Assert.Contains(health, serve.Process.StandardError.ReadLine());
        using var written = HealthFile.Create(health);
        Assert.Contains("read again", serve.Process.StandardError.ReadLine());
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("example.org:53")]
    [InlineData("2001:db8::1:53000")]
    [InlineData("2001:db8::1:0")]
    public void An_address_without_a_port_or_by_name_is_refused_with_what_was_expected(string address)
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", address);
        var (code, errors) = serve.AwaitEnd();

        Assert.Equal(2, code);
        Assert.Contains("expected ADDRESS:PORT", errors);
    }

    [Fact]
    public async Task A_foreign_client_finds_its_cookie_good_over_both_transports_and_after_a_restart()
    {
        Assert.SkipUnless(Oracles.Has("dig") && Oracles.Has("kdig"), "needs dig and kdig");
        Publish(1);
        var secret = Path.Combine(folder.FullName, "secret");
        var report = Path.Combine(folder.FullName, "report");
        File.WriteAllText(secret, "e5e973e5a6b2a43f48e7dc849e37bfcf\n");
        string printed;
        using (var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--cookie-secret", secret))
        {
            var address = serve.AwaitReady()[0];
            string[] server = [$"@{address.Address}", "-p", address.Port.ToString()];
            printed = await Oracles.RunAsync("dig", [.. server, "+cookie", "www.example.org", "A"]);
            Assert.Contains("(good)", printed);
            Assert.Contains("192.0.2.1", printed);
            Assert.Contains("(good)", await Oracles.RunAsync("dig", [.. server, "+cookie", "+tcp", "www.example.org", "A"]));
            Assert.Contains("(good)", await Oracles.RunAsync("dig", [.. server, "+cookie", "+header-only"]));
            Assert.Contains("COOKIE", await Oracles.RunAsync("kdig", [.. server, "+cookie", "www.example.org", "A"]));
        }

        // The first line makes new ones, the second is what the last server had.
        var cookie = printed.Split("COOKIE: ")[1][..48];
        File.WriteAllText(secret, "445536bcd2513298075a5d379663c962\ne5e973e5a6b2a43f48e7dc849e37bfcf\n");
        using (var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--cookie-secret", secret, "--report", report))
        {
            var address = serve.AwaitReady()[0];
            string[] server = [$"@{address.Address}", "-p", address.Port.ToString()];
            printed = await Oracles.RunAsync("dig", [.. server, $"+cookie={cookie}", "www.example.org", "A"]);
            Assert.Contains("(good)", printed);
            Assert.NotEqual(cookie, printed.Split("COOKIE: ")[1][..48]);
            Assert.True(ReportReader.TryOpen(report, out var reader, out var problem), problem);
            using (reader)
            {
                Assert.Equal(1, reader!.Total(Counter.CookieProven));
            }
        }
    }

    [Fact]
    public async Task Over_the_rate_limit_a_real_client_comes_by_TCP()
    {
        Assert.SkipUnless(Oracles.Has("dig"), "needs dig");
        Publish(1);
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--rate-limit", "1", "--rate-limit-slip", "1");
        var address = serve.AwaitReady()[0];
        using var client = new UdpClient();
        client.Connect(address);
        Assert.True(SpinWait.SpinUntil(() => IsCut(client), TimeSpan.FromSeconds(60)));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("192.0.2.1\n", await Oracles.RunAsync("dig", $"@{address.Address}", "-p", address.Port.ToString(), "+nocookie", "+short", "www.example.org", "A"));
        }
    }

    [Theory]
    [InlineData(null, "cannot read cookie secret file")]
    [InlineData("e5e973e5a6b2a43f48e7dc849e37bfc", ":1:1: no cookie secret, expected 32 hexadecimal digits")]
    [InlineData("e5e973e5a6b2a43f48e7dc849e37bfcf\ne5e973e5a6b2a43f48e7dc849e37bfcg\n", ":2:1: no cookie secret, expected 32 hexadecimal digits")]
    [InlineData("", "expected one secret or two, a line each")]
    [InlineData("e5e973e5\ne5e973e5\ne5e973e5\n", "expected one secret or two, a line each")]
    public void A_file_without_a_cookie_secret_ends_the_start_in_one_line_that_repeats_nothing_of_it(string? text, string expected)
    {
        Publish(1);
        var secret = Path.Combine(folder.FullName, "secret");
        if (text is not null)
        {
            File.WriteAllText(secret, text);
        }

        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--cookie-secret", secret);
        var (code, errors) = serve.AwaitEnd();
        Assert.Equal(1, code);
        Assert.Contains(expected, errors);
        Assert.DoesNotContain("e5e973e5", errors);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public void A_cookie_secret_that_is_changed_is_taken_over_and_a_bad_one_is_not()
    {
        Publish(1);
        var secret = Path.Combine(folder.FullName, "secret");
        File.WriteAllText(secret, "e5e973e5a6b2a43f48e7dc849e37bfcf\n");
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--cookie-secret", secret);
        serve.AwaitReady();
        Rename("nonsense");
        Assert.Contains("no cookie secret, expected 32 hexadecimal digits; cookies are made with the last good secret", serve.Process.StandardError.ReadLine());
        Rename("445536bcd2513298075a5d379663c962\n");
        Assert.Equal("the cookie secret was changed and is taken over", serve.Process.StandardError.ReadLine());

        void Rename(string text)
        {
            File.WriteAllText(secret + ".new", text);
            File.Move(secret + ".new", secret, overwrite: true);
        }
    }

    private static bool IsCut(UdpClient client)
    {
        client.Send(RawQuery.Build(1));
        IPEndPoint? from = null;
        return (client.Receive(ref from)[2] & 2) != 0;
    }

    private static int LastOctetAskedOver(TcpClientUnderTest client)
    {
        client.Socket.Send(RawQuery.Framed(1));
        return client.ReceiveMessage()[^1];
    }

    private static Zone ZoneOf(int serial) => ZoneText.WithApex("example.org", $"www 60 A 192.0.2.{serial}");

    private void Publish(byte serial) => SnapshotFile.Write(SnapshotPath, TestSnapshot.FileOf(serial, ZoneOf(serial)));
}

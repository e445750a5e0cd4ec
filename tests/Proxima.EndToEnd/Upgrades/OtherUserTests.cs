namespace Proxima.EndToEnd.Upgrades;

/// <summary>Sockets and connections are handed on between processes of one user only.</summary>
public sealed class OtherUserTests
{
    [Fact]
    public async Task A_process_of_another_user_does_not_get_the_listening_socket()
    {
        Require.Root();
        Require.Tool("setpriv", "util-linux");
        Require.Tool("dig", "bind9-dnsutils");
        using var folder = new TemporaryFolder("proxima-upgrade-");
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        var (steering, snapshot) = (Path.Combine(folder.Path, "steering.yaml"), Path.Combine(folder.Path, "snapshot"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "zone"), "$TTL 60\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns\nns IN A 192.0.2.53\nwww IN A 192.0.2.1\n");
        await File.WriteAllTextAsync(steering, "zones: [ { name: example.test, file: zone } ]\n");
        var build = await Finished.Run(Repository.Program("proxima"), "snapshot", "build", "--zones", steering, "--out", snapshot);
        Assert.True(build.ExitCode == 0, build.Output + build.Errors);
        File.SetUnixFileMode(snapshot, (UnixFileMode)0b110_100_100);

        await using var serve = new BackgroundProcess(Repository.Program("proxima"), "serve", "--snapshot", snapshot, "--workers", "1", "--listen", "127.0.0.1:0");
        const string Ready = "ready: answering at ";
        await Until.Holds(() => serve.Log.Contains(Ready, StringComparison.Ordinal) || serve.HasExited, Deadlines.Step, () => serve.Log);
        var at = serve.Log[(serve.Log.IndexOf(Ready, StringComparison.Ordinal) + Ready.Length)..].Trim();

        var other = await Finished.Run(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Repository.Program("proxima"), "serve", "--snapshot", snapshot, "--workers", "1", "--listen", at);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains($"cannot listen on TCP {at}: another program has it", other.Errors, StringComparison.Ordinal);

        var asked = await Finished.Run("dig", "@127.0.0.1", "-p", at.Split(':')[1], "+tcp", "+short", "www.example.test");
        Assert.Equal("192.0.2.1\n", asked.Output);
    }
}

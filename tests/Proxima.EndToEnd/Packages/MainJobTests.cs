using System.Text.RegularExpressions;

namespace Proxima.EndToEnd.Packages;

/// <summary>What is installed does its work, under the units' restrictions and as no root.</summary>
public sealed partial class MainJobTests(InstalledMachine installed) : IClassFixture<InstalledMachine>, IAsyncLifetime
{
    private const string Plugin = "/usr/libexec/low-latency-pdns-plugin/latency.pdns.plugin";

    // The exposure that systemd-analyze computes, of 10; what systemd itself calls OK ends at 4.9.
    private const double MostExposure = 3.0;

    private ScratchMachine Machine => installed.Machine;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The tests share a machine: each leaves it with nothing running and no state.</summary>
    public async ValueTask DisposeAsync() =>
        await Machine.Run("systemctl stop pdns proxima-server proxima-agent; rm -rf /var/lib/proxima/* /etc/proxima/steering.yaml; systemctl reset-failed");

    [Fact]
    public async Task The_node_answers_on_port_53_with_one_capability_and_outlives_a_crash_and_a_restart()
    {
        Assert.NotEqual(0, (await Machine.Try("dotnet --version")).ExitCode);
        await InstalledNode.Configure(Machine);
        await Machine.Run("systemctl start proxima-server");
        await InstalledNode.Answers(Machine);
        var users = await Machine.Run("ps -o user= -C proximad,proxima");
        Assert.All(users.Split('\n', StringSplitOptions.RemoveEmptyEntries), user => Assert.Equal("proxima", user.Trim()));
        var serve = await ServePid();
        Assert.Equal("cap_net_bind_service", (await Machine.Run($"capsh --decode=$(sed -n 's/CapEff:\\s*//p' /proc/{serve}/status)")).Trim().Split('=')[1]);

        // The process that answers is the same before and after: no query found nobody.
        await Machine.Run("systemctl kill --kill-whom=main --signal=KILL proxima-server");
        await NodeIsUp();
        Assert.Equal(serve, await ServePid());
        await Machine.Run("systemctl restart proxima-server");
        Assert.Equal(serve, await ServePid());
        await InstalledNode.Answers(Machine);

        await Machine.Run("systemctl stop proxima-server");
        Assert.Empty((await Machine.Try("pgrep --uid proxima")).Output);
    }

    [Fact]
    public async Task Threads_that_answer_go_first_under_the_units_restrictions()
    {
        const string DropIns = "/etc/systemd/system/proxima-server.service.d";
        await InstalledNode.Configure(Machine);
        Assert.Equal("1", (await Machine.Run("systemctl show --property LimitRTPRIO --value proxima-server")).Trim());
        if ((await Machine.Run("systemd-run --quiet --wait --pipe --property LimitRTPRIO=1 sh -c 'grep realtime.priority /proc/self/limits'")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] == "0")
        {
            // A machine that may not raise limits itself (no CAP_SYS_RESOURCE): the right comes another way, past the same restrictions.
            await Machine.Run($"mkdir -p {DropIns} && printf '[Service]\nAmbientCapabilities=CAP_SYS_NICE\nCapabilityBoundingSet=CAP_SYS_NICE\n' > {DropIns}/nice.conf && systemctl daemon-reload");
        }

        await Machine.Run("systemctl start proxima-server");
        await InstalledNode.Answers(Machine);
        Assert.Contains("udp RR", await Machine.Run($"ps -L -o comm=,cls= -p {await ServePid()} | tr -s ' '"), StringComparison.Ordinal);
        await Machine.Run($"systemctl stop proxima-server && rm -rf {DropIns} && systemctl daemon-reload");
    }

    [Fact]
    public async Task The_drop_in_for_XDP_lets_the_node_take_queries_past_the_kernel_and_say_how_frames_are_taken_in()
    {
        await InstalledNode.Configure(Machine);
        // A container has its own interfaces' settings for reading only; a machine has not.
        await Machine.Run("mount -o remount,rw /sys/devices");
        await Machine.Run("ip link add wire0 type veth peer name wire1 && ip address add 192.0.2.53/24 dev wire0 && ip link set wire0 up && ip link set wire1 up");
        await Machine.Run("sed -i 's/^\\[DNS\\]/[DNS]\\nXdp = wire0/' /etc/proxima/proxima.conf && proxima check /etc/proxima/proxima.conf");
        await Machine.Run("mkdir -p /etc/systemd/system/proxima-server.service.d && ln -s /usr/share/proxima-server/xdp.conf /etc/systemd/system/proxima-server.service.d/");
        await Machine.Run("systemctl daemon-reload && systemctl start proxima-server");
        await InstalledNode.Answers(Machine);

        var log = await Machine.Run("journalctl --no-pager --output=cat --unit=proxima-server");
        Assert.Contains("wire0: XDP, in the driver", log, StringComparison.Ordinal);
        Assert.DoesNotContain("woken by each frame", log, StringComparison.Ordinal);
        Assert.NotEqual("0", (await Machine.Run("cat /sys/class/net/wire0/gro_flush_timeout")).Trim());
        var rights = (await Machine.Run($"capsh --decode=$(sed -n 's/CapEff:\\s*//p' /proc/{await ServePid()}/status)")).Trim().Split('=')[1];
        Assert.Equal("cap_net_bind_service,cap_net_admin,cap_net_raw,cap_bpf", rights);

        await Machine.Run("systemctl stop proxima-server");
        Assert.Equal("0", (await Machine.Run("cat /sys/class/net/wire0/gro_flush_timeout")).Trim());
        await Machine.Run("rm -r /etc/systemd/system/proxima-server.service.d && systemctl daemon-reload && ip link del wire0 && mount -o remount,ro /sys/devices");
    }

    [Fact]
    public async Task Powerdns_steers_through_the_plugin_at_the_articles_path_and_the_cluster_file_is_read()
    {
        Require.Tool("pdns_server", "pdns-server");
        await InstalledNode.Configure(Machine);
        await Machine.Run("printf '198.51.100.0/24 fra=90 nyc=10\\n203.0.113.0/24 fra=10 nyc=90\\n' > /etc/proxima/latencies.txt");
        await Machine.Run("proxima snapshot build --zones /etc/proxima/steering.yaml --prefixes /etc/proxima/latencies.txt --out /var/lib/proxima/snapshot");
        await Machine.Run("mkdir -p /var/lib/powerdns/zones && proxima pdns config --config /etc/latency.pdns.plugin.conf --zones /var/lib/powerdns/zones > /tmp/lines");
        await Machine.Run($"sed 's#^pipe-command=.*#pipe-command={Plugin}#' /tmp/lines > /etc/powerdns/pdns.conf; rm -f /etc/powerdns/pdns.d/*");
        await Machine.Run("proxima pdns config --check /etc/powerdns/pdns.conf");
        await Machine.Run("echo security-poll-suffix= >> /etc/powerdns/pdns.conf && systemctl start pdns");
        Assert.Equal("198.51.100.1", await Ask("+subnet=198.51.100.0/24"));
        Assert.StartsWith("192.0.2.", await Ask("+subnet=203.0.113.0/24"), StringComparison.Ordinal);

        // Without a snapshot: the static record of the bind zone.
        await Machine.Run("mv /var/lib/proxima/snapshot /var/lib/proxima/gone");
        Assert.NotEmpty(await Ask("+subnet=198.51.100.0/24"));
        await Machine.Run("proxima check /etc/default/low-latency-pdns-plugin");
        Assert.Equal("640 root proxima", (await Machine.Run("stat -c '%a %U %G' /etc/default/low-latency-pdns-plugin")).Trim());
        Assert.Equal("640 root pdns", (await Machine.Run("stat -c '%a %U %G' /etc/latency.pdns.plugin.conf")).Trim());

        async Task<string> Ask(string option) => (await Machine.Run($"dig @127.0.0.1 www.example.org A {option} +short +tries=5 +time=2 | head -n 1")).Trim();
    }

    [Fact]
    public async Task The_database_is_configured_by_the_articles_script()
    {
        var output = await Machine.Run("cd /tmp && /usr/libexec/low-latency-pdns-plugin/configure.database --type sqlite --file /tmp/latency.db");
        Assert.Contains("is ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agent_runs_with_no_capability_and_pings()
    {
        await InstalledNode.Configure(Machine);
        await Machine.Run("systemctl start proxima-server");
        await InstalledNode.Answers(Machine);
        await Machine.Run("printf '[Agent]\\nSite = fra\\nPeers = http://127.0.0.1:8053\\nSpool = /var/lib/proxima/spool\\n' > /etc/proxima/agent.conf && systemctl start proxima-agent");
        var pid = (await Machine.Run("systemctl show --property MainPID --value proxima-agent")).Trim();
        Assert.Equal("0000000000000000", (await Machine.Run($"sed -n 's/CapEff:\\s*//p' /proc/{pid}/status")).Trim());

        // 127.0.0.1 asked, so its network is a target; the loopback answers every echo.
        await Until.Holds(
            async () => Regex.IsMatch((await Machine.Try("proxima status --json")).Output, "\"networks\": ?[1-9]", RegexOptions.None, TimeSpan.FromSeconds(1)),
            Deadlines.Measured, () => Machine.Try("proxima status --json; journalctl --no-pager -n 30 -u proxima-agent -u proxima-server").Result.Output);
    }

    [Fact]
    public async Task Every_unit_verifies_and_is_exposed_to_little()
    {
        var units = (await Machine.Run("cd /usr/lib/systemd/system && ls -d proxima-*.service proxima-*.timer")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, units.Length);
        Assert.Equal(string.Empty, (await Machine.Run($"systemd-analyze verify --man=no {string.Join(' ', units)} 2>&1")).Trim());
        foreach (var unit in units.Where(unit => unit.EndsWith(".service", StringComparison.Ordinal)))
        {
            var report = (await Machine.Try($"systemd-analyze security --no-pager {unit}")).Output;
            var exposure = double.Parse(Exposure().Match(report).Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture);
            TestContext.Current.SendDiagnosticMessage($"{unit}: exposure {exposure}");
            Assert.True(exposure <= MostExposure, report);
        }
    }

    [Fact]
    public async Task Every_verb_and_every_option_has_its_place_in_a_manual_page()
    {
        Require.Tool("man", "man-db");
        var verbs = VerbLines().Matches((await Machine.Run("proxima --help")).Split("Commands:")[1]).Select(match => match.Groups["verb"].Value).ToList();
        Assert.Contains("serve", verbs);
        foreach (var verb in verbs)
        {
            var page = await Man($"1 proxima-{verb}");
            var help = await Machine.Run($"proxima {verb} --help");
            Assert.All(Options().Matches(help).Select(match => match.Groups["option"].Value).Where(option => option is not "--help"), option => Assert.Contains(option, page, StringComparison.Ordinal));
        }

        foreach (var page in new[] { "1 proxima", "8 proximad", "5 proxima.conf", "5 proxima.yaml", "5 latency.pdns.plugin.conf" })
        {
            Assert.Contains("NAME", await Man(page), StringComparison.Ordinal);
        }
    }

    // The formatter's warnings come with the page, so that a page with any is none.
    private async Task<string> Man(string page)
    {
        var finished = await Machine.Try($"man --warnings {page}");
        Assert.True(finished.ExitCode == 0 && finished.Errors.Length == 0, $"man {page}: {finished.Errors}");
        return finished.Output;
    }

    private async Task<string> ServePid() => (await Machine.Run("pgrep --uid proxima --full 'proxima serve'")).Trim();

    private Task NodeIsUp() => Until.Holds(
        async () => (await Machine.Try("systemctl is-active proxima-server")).Output.Trim() == "active" && (await Machine.Try("proxima status")).ExitCode == 0,
        Deadlines.Step, () => "the node is back after a crash");

    [GeneratedRegex(@"exposure level for \S+: (?<value>[0-9.]+)", RegexOptions.None, 1000)]
    private static partial Regex Exposure();

    [GeneratedRegex(@"^  (?<verb>[a-z]+)\b", RegexOptions.Multiline, 1000)]
    private static partial Regex VerbLines();

    [GeneratedRegex(@"^  (?<option>--[a-z-]+)", RegexOptions.Multiline, 1000)]
    private static partial Regex Options();
}

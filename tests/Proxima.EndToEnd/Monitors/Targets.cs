namespace Proxima.EndToEnd;

/// <summary>Real servers on addresses of one host, each started as its own package has it, none of them ours.</summary>
internal sealed class Targets : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> running = [];

    private WebServer? web;

    public static async Task<Targets> StartAsync(Host host, string folder)
    {
        var targets = new Targets();
        targets.web = await WebServer.StartAsync(host, "10.2.0.1", 80, """
            location /busy { return 503; }
            location /moved { return 302 http://elsewhere.example.org/; }
            """);
        targets.running.Add(await WebServer.StartAsync(host, "fd00:2::1", 80));
        targets.Start(host, "openssl", "s_server", "-quiet", "-accept", "10.2.0.2:443", "-cert", Certificates.Write(folder, "expired", "www.example.org", DateTimeOffset.UtcNow.AddDays(-3)));
        var certificate = Certificates.Write(folder, "good", "www.example.org", DateTimeOffset.UtcNow.AddDays(20));
        targets.Start(host, "openssl", "s_server", "-quiet", "-www", "-accept", "10.2.0.3:443", "-cert", certificate);
        targets.StartUnbound(host, folder);
        targets.StartNameServers(host, folder);
        targets.StartKamailio(host, folder, certificate);
        targets.StartSip(host, folder, "10.2.0.5", "u1", "200 OK");
        targets.StartSip(host, folder, "10.2.0.6", "t1", "200 OK");
        targets.StartSip(host, folder, "10.2.0.7", "u1", "503 Service Unavailable");
        targets.Start(host, "turnserver", "--stun-only", "--listening-ip=10.2.0.8", "--no-cli", "--no-tls", "--no-dtls", "--log-file=stdout", "--simple-log", $"--pidfile={folder}/turn.pid", $"--db={folder}/turn.db");
        return targets;
    }

    public async ValueTask DisposeAsync()
    {
        await StopWebAsync();
        foreach (var one in running)
        {
            await one.DisposeAsync();
        }
    }

    public async Task StopWebAsync()
    {
        await (web?.DisposeAsync() ?? ValueTask.CompletedTask);
        web = null;
    }

    public string Logs => string.Join("\n--\n", running.OfType<BackgroundProcess>().Select(process => process.Log));

    private void Start(Host host, params string[] command) => running.Add(host.Start(command));

    private void StartUnbound(Host host, string folder)
    {
        var settings = Path.Combine(folder, "unbound.conf");
        File.WriteAllText(settings, """
            server:
                interface: 10.2.0.4
                access-control: 0.0.0.0/0 allow
                username: ""
                chroot: ""
                use-syslog: no
                do-daemonize: no
                pidfile: ""
                module-config: "iterator"
                local-zone: "example.org." static
                local-data: "www.example.org. A 192.0.2.1"

            """);
        Start(host, "/usr/sbin/unbound", "-d", "-c", settings);
    }

    // Of one zone each; whatever else they are asked for they refuse.
    private void StartNameServers(Host host, string folder)
    {
        var zone = Path.Combine(folder, "example.org.zone");
        File.WriteAllText(zone, "$ORIGIN example.org.\n@ 60 IN SOA ns h 1 2 3 4 5\n@ 60 IN NS ns\nns 60 IN A 192.0.2.53\n");
        var knot = Path.Combine(folder, "knot.conf");
        File.WriteAllText(knot, $"""
            server:
              listen: 10.2.0.10@53
              rundir: "{folder}/knot"
            database:
              storage: "{folder}/knot"
            zone:
            - domain: example.org
              file: "{zone}"
              zonefile-sync: -1

            """);
        Directory.CreateDirectory(Path.Combine(folder, "knot"));
        Start(host, "/usr/sbin/knotd", "-c", knot);
        var nsd = Path.Combine(folder, "nsd.conf");
        File.WriteAllText(nsd, $"""
            server:
              ip-address: 10.2.0.11
              username: ""
              zonesdir: "{folder}"
              database: ""
              pidfile: "{folder}/nsd.pid"
              xfrdfile: "{folder}/nsd.xfrd"
              zonelistfile: "{folder}/nsd.list"
            remote-control:
              control-enable: no
            zone:
              name: example.org
              zonefile: {zone}

            """);
        Start(host, "/usr/sbin/nsd", "-d", "-c", nsd);
    }

    private void StartKamailio(Host host, string folder, string certificate)
    {
        var settings = Path.Combine(folder, "kamailio.cfg");
        File.WriteAllText(settings, $$"""
            #!KAMAILIO
            children=1
            tcp_children=1
            auto_aliases=no
            enable_tls=yes
            listen=udp:10.2.0.9:5060
            listen=tcp:10.2.0.9:5060
            listen=tls:10.2.0.9:5061
            loadmodule "tls.so"
            loadmodule "sl.so"
            loadmodule "textops.so"
            modparam("tls", "certificate", "{{certificate}}")
            modparam("tls", "private_key", "{{certificate}}")
            modparam("tls", "tls_method", "TLSv1.2+")
            request_route {
                if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
                sl_send_reply("405", "Method Not Allowed");
            }

            """);

        // In the foreground, log to standard error.
        Start(host, "/usr/sbin/kamailio", "-DD", "-E", "-m", "32", "-M", "8", "-Y", folder, "-f", settings);
    }

    private void StartSip(Host host, string folder, string address, string transport, string status)
    {
        var scenario = Path.Combine(folder, $"{address}.xml");
        File.WriteAllText(scenario, $"""
            <?xml version="1.0" encoding="ISO-8859-1" ?>
            <scenario name="answers OPTIONS">
              <recv request="OPTIONS" />
              <send><![CDATA[
                SIP/2.0 {status}
                [last_Via:]
                [last_From:]
                [last_To:];tag=[pid]
                [last_Call-ID:]
                [last_CSeq:]
                Content-Length: 0

              ]]></send>
            </scenario>

            """);

        // sipp ends when a client resets a connection, as one does that has waited too long: it is started again.
        var sipp = $"sipp -sf {scenario} -i {address} -p 5060 -t {transport} -nostdin -default_behaviors none";
        Start(host, "bash", "-c", $"trap 'kill $!; exit' TERM; while true; do {sipp} & wait $!; done");
    }
}

using System.Diagnostics;
using Proxima.Engine.Health;
using Proxima.Load;

const string Usage = """
    proxima-load table --prefixes N --sites N [--seed N] --out FILE      a table of random /24 networks, each with the address it is to get
    proxima-load health --out FILE                                       a health file in which every endpoint is unknown
    proxima-load feed --node URL --table FILE                            every path of the table once, as samples to a node
      --health FILE --rate N --seconds S     so many samples a second instead, and changing words in the node's health file
      --pid N                              the node, for its cost
    proxima-load run --server ADDRESS:PORT --name NAME [options]         one run, one line of results
      --table FILE       networks to ask for, each in a client subnet of its own query; every answer is compared with the table
      --tcp [--pipeline N]  over kept TCP connections, N queries in flight on each
        [--reconnect] [--each N]  what the server ends, resets or refuses is counted and opened again; N: a new connection after so many answers
      --xdp INTERFACE --to MAC     as frames past the kernel, to a server on the same wire
      --sockets N        sockets or connections (1)          --idle N    further TCP connections that stay silent
      --window N         closed loop: queries in flight (200)   --rate N   open loop: queries a second, whatever is answered
      --seconds S (3)    --warm S (1)    --seed N    --label TEXT    --pids N,N   the server's processes, for its cost
      --malformed        requests that end within their question; --short: within their header; --response: what nobody may answer
      --unchecked        the answer's address is not compared
    proxima-load counted --report FILE                                   what an answering process has counted so far
    proxima-load first --server ADDRESS:PORT --name NAME -- COMMAND...   starts the command, says when the first answer came, ends it
    proxima-load reload --server ADDRESS:PORT --name NAME [--network N] --address A -- COMMAND...   runs the command, says when A became the answer or ceased to be
    proxima-load failover --sites N --kills N --kill COMMAND --revive COMMAND --results FILE [--phase S] [--seed N] LABEL=ADDRESS:PORT/NAME...   how long a dead site is named
    proxima-load restart --wrong SITE,SITE --results FILE --ready FILE [--sites N] [--seconds S] LABEL=ADDRESS:PORT/NAME...   what servers that are started now answer
    proxima-load compare FILE... [--base LABEL | --of LABEL]             lines of runs -> a table of medians, and that label's cost beside each other's, or each as a multiple of it
    proxima-load picture FILE... --out FILE                              lines of bench/scale.sh -> curves as SVG
    """;

try
{
    var rest = LoadArguments.Parse(args.Skip(1));
    switch (args.FirstOrDefault())
    {
        case "table":
            File.WriteAllLines(rest.Required("out"), ExpectedTable.Generate(rest.Number("prefixes", 100_000), rest.Number("sites", 8), rest.Number("seed", 1)));
            return 0;
        case "health":
            HealthFile.Create(rest.Required("out")).Dispose();
            return 0;
        case "feed":
            using (var feed = new SampleFeed(new Uri(rest.Required("node")), ExpectedTable.Read(rest.Required("table")), TimeProvider.System))
            {
                using var health = rest.Has("health") ? HealthFile.Create(rest.Required("health")) : null;
                using var node = health is null ? null : Process.GetProcessById(rest.Number("pid", Environment.ProcessId));
                Console.WriteLine(health is null ? await feed.FillAsync() : await feed.RunAsync(
                    health.Table, rest.Number("rate", 100_000), TimeSpan.FromSeconds(rest.Amount("seconds", 10)), node!));
            }

            return 0;
        case "run":
            Console.WriteLine(LoadRun.Run(rest));
            return 0;
        case "counted":
            Console.WriteLine(LoadRun.Counted(rest.Required("report")));
            return 0;
        case "first":
            Console.WriteLine(FirstAnswer.Measure(rest));
            return 0;
        case "reload":
            Console.WriteLine(Reload.Measure(rest));
            return 0;
        case "failover":
            await Failover.KillAsync(rest, Console.Out);
            return 0;
        case "restart":
            await Restart.WatchAsync(rest, Console.Out);
            return 0;
        case "compare":
            Comparison.Print(rest.Free.SelectMany(File.ReadLines), rest.Text("of", rest.Text("base", "proxima")), !rest.Has("of"), Console.Out);
            return 0;
        case "picture":
            File.WriteAllText(rest.Required("out"), ScalePicture.Draw(rest.Free.SelectMany(File.ReadLines)));
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (Exception e) when (e is FormatException or IOException or HttpRequestException or System.Net.Sockets.SocketException)
{
    Console.Error.WriteLine($"proxima-load: {e.Message}");
    return 1;
}

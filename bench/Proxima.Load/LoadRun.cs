using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using Proxima.Engine.Reports;

namespace Proxima.Load;

/// <summary>One run from the warm-up to its line of results: what every transport shares is the schedule, the picks and the counting.</summary>
internal sealed class LoadRun(LoadPlan plan)
{
    private readonly LatencyHistogram times = new();
    private readonly ServerCost cost = new(plan.Processes);
    private long sent;
    private long answered;
    private long lost;
    private long bad;
    private long wrong;
    private long unasked;
    private int pick;
    private double nextAt;

    public static string Run(LoadArguments arguments)
    {
        var plan = LoadPlan.From(arguments);
        var run = new LoadRun(plan);
        using ILoadSockets sockets = arguments.Has("tcp") ? new TcpLoad(plan, run)
            : arguments.Has("xdp") ? new XdpLoad(plan, run, arguments.Required("xdp"), PhysicalAddress.Parse(arguments.Required("to")))
            : new UdpLoad(plan, run);
        return $"label={arguments.Text("label", "server")} {run.Measure(sockets)}";
    }

    /// <summary>What is not zero in the report of an answering process.</summary>
    public static string Counted(string path)
    {
        using var reader = ReportReader.TryOpen(path, out var opened, out var problem) ? opened! : throw new IOException(problem);
        return string.Join(' ', Enum.GetValues<Counter>().Select(counter => (counter, total: reader.Total(counter))).Where(pair => pair.total > 0).Select(pair => $"{pair.counter}={pair.total}"));
    }

    /// <summary>Nanoseconds of the monotonic clock.</summary>
    public static long Now => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    /// <summary>How many queries a socket with so many in flight may send now, at most <paramref name="most"/>.</summary>
    public int Due(long now, int inFlight, int most)
    {
        if (plan.Rate > 0)
        {
            return nextAt > now ? 0 : Math.Min(most, 1 + (int)((now - nextAt) * plan.Rate / 1e9));
        }

        // Single queries at a time would only cost system calls: wait until a quarter of the window is free.
        var window = Math.Max(1, plan.Window / plan.Sockets);
        var free = Math.Min(most, window - inFlight);
        return free < Math.Min(16, (window + 3) / 4) && inFlight > window / 2 ? 0 : free;
    }

    /// <summary>Writes the next query. In the open loop its time is when it was due, so that a late generator does not hide a late server.</summary>
    public void Write(Span<byte> query, InFlight inFlight, long now)
    {
        ref readonly var chosen = ref plan.Picks[pick++ & (plan.Picks.Length - 1)];
        var at = plan.Rate > 0 ? (long)nextAt : now;
        nextAt += plan.Rate > 0 ? 1e9 / plan.Rate : 0;
        plan.Query.Fill(query, inFlight.Begin(at, chosen.Address), chosen.Network);
        sent++;
    }

    public void Take(ReadOnlySpan<byte> response, InFlight inFlight, long now)
    {
        if (response.Length < 12 || !inFlight.TryEnd(AnswerCheck.IdOf(response), out var sentAt, out var expected))
        {
            unasked++;
            return;
        }

        answered++;
        times.Add(now - sentAt);
        switch (AnswerCheck.Of(response, plan.Query.Question, expected))
        {
            case Verdict.Bad: bad++; break;
            case Verdict.Wrong: wrong++; break;
        }
    }

    private string Measure(ILoadSockets sockets)
    {
        nextAt = Now;
        Turn(sockets, Now + (long)(plan.WarmSeconds * 1e9));
        times.Clear();
        (sent, answered, lost, bad, wrong, unasked) = (0, 0, 0, 0, 0, 0);
        var (cpu, own, start) = (cost.CpuNanoseconds, Environment.CpuUsage.TotalTime, Now);
        nextAt = start;
        Turn(sockets, start + (long)(plan.Seconds * 1e9));
        var seconds = (Now - start) / 1e9;
        var (used, mine) = ((cost.CpuNanoseconds - cpu) / 1e3, (Environment.CpuUsage.TotalTime - own).TotalMicroseconds);
        FormattableString line =
            $"qps={answered / seconds:0} answered={answered} sent={sent} lost={lost} bad={bad} wrong={wrong} unasked={unasked} p50_us={Micro(.5)} p99_us={Micro(.99)} p999_us={Micro(.999)} max_us={Micro(1)} server_us={Per(used, answered)} server_us_sent={Per(used, sent)} load_us={Per(mine, answered)} pss_mb={cost.MemoryKiB / 1024.0:0.0}";
        return line.ToString(CultureInfo.InvariantCulture) + sockets.Counted;
    }

    private void Turn(ILoadSockets sockets, long end)
    {
        const long lookForLostNs = 50_000_000;
        var looked = Now;
        for (var now = looked; now < end; now = Now)
        {
            sockets.Turn(now);
            if (now - looked > lookForLostNs)
            {
                looked = now;
                lost += sockets.GiveUp(now);
            }
        }
    }

    private static string Per(double microseconds, long count) => count == 0 ? "0" : (microseconds / count).ToString("0.000", CultureInfo.InvariantCulture);

    private string Micro(double share) => (times.Percentile(share >= 1 ? 1 - (.5 / Math.Max(1, times.Count)) : share) / 1e3).ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>The sockets of one transport.</summary>
internal interface ILoadSockets : IDisposable
{
    /// <summary>Takes what has come and sends what is due, on every socket, without waiting.</summary>
    void Turn(long now);

    /// <summary>Gives up what was not answered in time and returns how many that were.</summary>
    int GiveUp(long now);

    /// <summary>What only this transport counts, since its first connection: nothing, or words behind a space.</summary>
    string Counted => string.Empty;
}

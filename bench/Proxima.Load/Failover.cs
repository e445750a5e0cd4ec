using System.Diagnostics;
using System.Globalization;

namespace Proxima.Load;

/// <summary>How long servers name a site after its death, and what they answer first after a start.</summary>
internal static class Failover
{
    /// <summary>A site that has not been named for so long, in 60 answers, is out.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    /// <summary>Kills one site after the other by a command in which # is the site's number, and makes a table of how long each server named it.</summary>
    public static async Task KillAsync(LoadArguments arguments, TextWriter result)
    {
        var (sites, kills) = (arguments.Number("sites", 10), arguments.Number("kills", 20));
        var random = new Random(arguments.Number("seed", 1));
        var watches = arguments.Free.Select(target => new SiteWatch(target)).ToList();
        var times = watches.ToDictionary(watch => watch, _ => new List<double>());
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                var site = (kill % sites) + 1;
                await WaitUntilAsync(() => watches.All(watch => watch.NamesAll(sites)), $"every server names all sites before site {site} dies");

                // Wherever the checks are in their round.
                await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * arguments.Amount("phase", 5)), TimeProvider.System);
                var died = Stopwatch.GetTimestamp();
                await ShellAsync(arguments.Required("kill"), site);
                await WaitUntilAsync(() => watches.All(watch => Stopwatch.GetElapsedTime(watch.NamedAt(site), watch.AnsweredAt) > Gone), $"no server names site {site}, which is dead");
                foreach (var watch in watches)
                {
                    times[watch].Add(Math.Max(0, Stopwatch.GetElapsedTime(died, watch.NamedAt(site)).TotalSeconds));
                }

                Console.Error.WriteLine($"kill {kill + 1} of {kills}: {string.Join(", ", watches.Select(watch => $"{watch.Label} {Seconds(times[watch][^1])}"))}");
                await ShellAsync(arguments.Required("revive"), site);
            }

            result.WriteLine("| server | median | worst | of |\n|---|---|---|---|");
            foreach (var (watch, all) in times)
            {
                all.Sort();
                result.WriteLine($"| {watch.Label} | {Seconds((all[(all.Count - 1) / 2] + all[all.Count / 2]) / 2)} | {Seconds(all[^1])} | {all.Count} kills |");
            }
        }
        finally
        {
            watches.ForEach(watch => watch.Dispose());
        }
    }

    /// <summary>Asks servers that are about to be started, and makes a table of what they said of a site that is dead.</summary>
    public static async Task StartAsync(LoadArguments arguments, TextWriter result)
    {
        var dead = arguments.Number("dead", 1);
        var alive = Enumerable.Range(1, arguments.Number("sites", 10)).Where(site => site != dead).ToList();
        var watches = arguments.Free.Select(target => new SiteWatch(target)).ToList();
        var began = Stopwatch.GetTimestamp();
        var (first, wrong, lacking, last) = (new double?[watches.Count], new long[watches.Count], new long[watches.Count], new double?[watches.Count]);
        var seen = new long[watches.Count];
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < arguments.Amount("seconds", 40))
        {
            await Task.Delay(SiteWatch.Interval / 5, TimeProvider.System);
            foreach (var (index, watch) in watches.Index().Where(one => one.Item.Answers != seen[one.Index]))
            {
                seen[index] = watch.Answers;
                first[index] ??= Stopwatch.GetElapsedTime(began, watch.AnsweredAt).TotalSeconds;
                var (isWrong, isLacking) = (watch.NamedAt(dead) == watch.AnsweredAt, !watch.NamesAll(alive));
                wrong[index] += isWrong ? 1 : 0;
                lacking[index] += isLacking ? 1 : 0;
                last[index] = isWrong || isLacking ? Stopwatch.GetElapsedTime(began, watch.AnsweredAt).TotalSeconds : last[index];
            }
        }

        result.WriteLine("| server | first answer after | answers | with the dead site | without a living one | the last such, after the first answer |\n|---|---|---|---|---|---|");
        foreach (var (index, watch) in watches.Index())
        {
            result.WriteLine($"| {watch.Label} | {Seconds(first[index])} | {watch.Answers} | {wrong[index]} | {lacking[index]} | {(last[index] is { } at ? Seconds(at - first[index]) : "none")} |");
            watch.Dispose();
        }
    }

    private static string Seconds(double? seconds) => seconds is { } number ? $"{number.ToString("0.00", CultureInfo.InvariantCulture)} s" : "never";

    private static async Task WaitUntilAsync(Func<bool> holds, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new IOException($"not within {Patience.TotalSeconds} s: {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static async Task ShellAsync(string command, int site)
    {
        using var process = Process.Start("bash", ["-c", command.Replace("#", site.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new IOException($"'{command}' ended with {process.ExitCode}");
        }
    }
}

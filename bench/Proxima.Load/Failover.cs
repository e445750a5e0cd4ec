using System.Diagnostics;
using System.Globalization;

namespace Proxima.Load;

/// <summary>How long servers name a site after its death.</summary>
internal static class Failover
{
    /// <summary>A site that has not been named for so long, in 60 answers, is out.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    /// <summary>
    /// Kills one site after the other by a command in which # is the site's number, and makes a table of how long each server named it: these
    /// kills, and those before that the file <c>--results</c> has.
    /// </summary>
    public static async Task KillAsync(LoadArguments arguments, TextWriter result)
    {
        var (sites, kills) = (arguments.Number("sites", 10), arguments.Number("kills", 20));
        var random = new Random(arguments.Number("seed", 1));
        var watches = arguments.Free.Select(target => new SiteWatch(target)).ToList();
        var path = arguments.Required("results");
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
                var times = watches.Select(watch => (watch.Label, Seconds: Math.Max(0, Stopwatch.GetElapsedTime(died, watch.NamedAt(site)).TotalSeconds))).ToList();
                await File.AppendAllLinesAsync(path, times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{time.Label}\t{time.Seconds:0.000}")));
                Console.Error.WriteLine($"kill {kill + 1} of {kills}: {string.Join(", ", times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{time.Label} {time.Seconds:0.00} s")))}");
                await ShellAsync(arguments.Required("revive"), site);
            }
        }
        finally
        {
            watches.ForEach(watch => watch.Dispose());
        }

        result.WriteLine("| server | median | worst | of |\n|---|---|---|---|");
        foreach (var (label, rows) in RunTable.Read(path))
        {
            result.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {label} | {RunTable.Median(rows, 0):0.00} s | {rows.Max(row => row[0]):0.00} s | {rows.Count} kills |"));
        }
    }

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

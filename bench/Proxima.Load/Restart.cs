using System.Diagnostics;
using System.Globalization;

namespace Proxima.Load;

/// <summary>What servers that are started now answer. Right is an answer that names every site but those that are dead or that a person took out.</summary>
internal static class Restart
{
    /// <summary>Asks for a while, and makes a table of this restart and of those before that the file <c>--results</c> has.</summary>
    public static async Task WatchAsync(LoadArguments arguments, TextWriter result)
    {
        var path = arguments.Required("results");
        var wrong = arguments.Required("wrong").Split(',').Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToHashSet();
        var right = Enumerable.Range(1, arguments.Number("sites", 10)).Except(wrong).ToHashSet();
        var began = Stopwatch.GetTimestamp();
        var tallies = arguments.Free.Select(target => new Tally(target, wrong, right, began)).ToList();

        // From here on servers may start.
        await File.WriteAllTextAsync(arguments.Required("ready"), string.Empty);
        await Task.Delay(TimeSpan.FromSeconds(arguments.Amount("seconds", 10)), TimeProvider.System);
        tallies.ForEach(tally => tally.Dispose());
        await File.AppendAllLinesAsync(path, tallies.Select(tally => tally.Line));
        result.WriteLine("| server | restarts | until it answered: median | worst | first answers wrong | wrong, of all answers | that named a site out of service | that left out one in service | the last wrong one, after the first answer: worst |");
        result.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (label, rows) in RunTable.Read(path))
        {
            result.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {label} | {rows.Count} | {RunTable.Median(rows, 0):0.00} s | {rows.Max(row => row[0]):0.00} s | {Sum(1)} | {Sum(3)} of {Sum(2)} | {Sum(4)} | {Sum(5)} | {(Sum(3) == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{rows.Max(row => row[6]):0.00} s"))} |"));

            double Sum(int column) => rows.Sum(row => row[column]);
        }
    }

    /// <summary>One server's answers after one start.</summary>
    private sealed class Tally : IDisposable
    {
        private readonly SiteWatch watch;
        private readonly long began;
        private long? first;
        private long? lastWrong;
        private bool isFirstWrong;
        private (int All, int Wrong, int Naming, int Lacking) counts;

        public Tally(string target, HashSet<int> wrong, HashSet<int> right, long began)
        {
            this.began = began;
            watch = new SiteWatch(target, (sites, at) =>
            {
                var (isNaming, isLacking) = (sites.Overlaps(wrong), !right.IsSubsetOf(sites));
                var isWrong = isNaming || isLacking;
                isFirstWrong |= first is null && isWrong;
                first ??= at;
                lastWrong = isWrong ? at : lastWrong;
                counts = (counts.All + 1, counts.Wrong + (isWrong ? 1 : 0), counts.Naming + (isNaming ? 1 : 0), counts.Lacking + (isLacking ? 1 : 0));
            });
        }

        /// <summary>Label, seconds to the first answer (infinite: none came), 1 if that was wrong, counts, seconds from the first answer to the last wrong one.</summary>
        public string Line => string.Create(
            CultureInfo.InvariantCulture,
            $"{watch.Label}\t{(first is { } at ? Stopwatch.GetElapsedTime(began, at).TotalSeconds : double.PositiveInfinity):0.000}\t{(isFirstWrong ? 1 : 0)}\t{counts.All}\t{counts.Wrong}\t{counts.Naming}\t{counts.Lacking}\t{(lastWrong is { } last ? Stopwatch.GetElapsedTime(first!.Value, last).TotalSeconds : 0):0.000}");

        /// <summary>After this nothing is counted any more.</summary>
        public void Dispose() => watch.Dispose();
    }
}

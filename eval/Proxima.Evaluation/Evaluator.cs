namespace Proxima.Evaluation;

/// <summary>Runs the tracks whose files are there; what is not there is left out and said.</summary>
internal sealed class Evaluator(string folder, Action<string> note)
{
    public IEnumerable<ResultRow> Run(string tracks)
    {
        var result = Enumerable.Empty<ResultRow>();
        if (Wants(tracks, 'A', "wonderproxy_rtt.csv.gz"))
        {
            result = result.Concat(new PlacedTrack(folder).Run());
        }

        if ((tracks.Contains('B') || tracks.Contains('C')) && Wants(tracks, tracks.Contains('B') ? 'B' : 'C', "planetlab_rtt.csv.gz"))
        {
            var record = new SlicedRecord(folder);
            result = tracks.Contains('B') ? result.Concat(new UnplacedTrack(record).Run()) : result;
            result = tracks.Contains('C') ? result.Concat(new UpkeepTrack(record).Run()) : result;
        }

        if (Wants(tracks, 'D', "atlas_rtt.csv.gz"))
        {
            result = result.Concat(new SparseTrack(folder).Run());
        }

        return Wants(tracks, 'E', "seattle_rtt.csv.gz") ? result.Concat(new OverTimeTrack(folder).Run()) : result;
    }

    private bool Wants(string tracks, char track, string file)
    {
        var isThere = File.Exists(Path.Combine(folder, file));
        if (tracks.Contains(track) && !isThere)
        {
            note($"track {track} is left out: {folder} has no {file}");
        }

        return tracks.Contains(track) && isThere;
    }
}

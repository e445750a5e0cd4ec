namespace Proxima.Evaluation;

/// <summary>What was asked for on the command line.</summary>
internal sealed record EvaluationArguments(string? Folder, string Tracks, string? CsvPath, string? PicturePath, string? GeneratePath, int RebuildNetworks)
{
    /// <summary>Of how many networks samples are taken in; 0: it is not asked for.</summary>
    public int IngestNetworks { get; init; }

    public const string Usage = """
        ./dev eval [--data DIR] [--tracks ABCD] [--csv FILE] [--picture FILE]
        ./dev eval --generate DIR
        ./dev eval --rebuild NETWORKS
        ./dev eval --ingest NETWORKS
          --data DIR      folder with recorded latencies (default ../shared/accuracy when it is there, else generated ones)
          --tracks ABCD   A cold start with geolocation, B without, C upkeep, D placed servers, E over time
          --csv FILE      every row as CSV
          --picture FILE  regret against probes per client, as SVG
          --generate DIR  writes synthetic latencies in the same format
          --ingest N      samples a second that one core takes in of N networks and 32 sites, and memory a network
          --rebuild N     how long snapshots of N networks and 32 sites take to build, one after the other, and their size
        """;

    /// <summary>Null, and why, when they cannot be understood.</summary>
    public static EvaluationArguments? Parse(IReadOnlyList<string> args, out string? problem)
    {
        var result = new EvaluationArguments(null, "ABCDE", null, null, null, 0);
        problem = null;
        for (var i = 0; i < args.Count; i += 2)
        {
            if (i + 1 == args.Count)
            {
                problem = $"'{args[i]}' is no option with a value";
                return null;
            }

            EvaluationArguments? next = args[i] switch
            {
                "--data" => result with { Folder = args[i + 1] },
                "--tracks" when args[i + 1].All("ABCDE".Contains) => result with { Tracks = args[i + 1] },
                "--csv" => result with { CsvPath = args[i + 1] },
                "--picture" => result with { PicturePath = args[i + 1] },
                "--rebuild" when int.TryParse(args[i + 1], out var networks) && networks > 0 => result with { RebuildNetworks = networks },
                "--ingest" when int.TryParse(args[i + 1], out var networks) && networks > 0 => result with { IngestNetworks = networks },
                "--generate" => result with { GeneratePath = args[i + 1] },
                _ => null,
            };
            if (next is null)
            {
                problem = $"'{args[i]} {args[i + 1]}' is not understood";
                return null;
            }

            result = next;
        }

        return result;
    }
}

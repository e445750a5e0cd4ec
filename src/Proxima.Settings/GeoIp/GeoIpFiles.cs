using Proxima.Dns.Text;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;

namespace Proxima.Settings.GeoIp;

/// <summary>
/// Geolocation databases read and laid over each other: MMDB files (<c>.mmdb</c>) and tables (<c>.csv</c>). The section is null when there is
/// an error in any; the errors are those of all.
/// </summary>
public sealed record GeoIpFiles(SectionBuilder? Section, IReadOnlyList<TextError> Errors)
{
    /// <summary>Most databases of one node.</summary>
    public const int MaxFiles = 8;

    /// <summary>Octets of one file: four times the largest public one.</summary>
    public const long MaxFileLength = 536_870_912;

    /// <param name="paths">What a later file knows of an address counts; the rest comes from those before it.</param>
    public static GeoIpFiles Load(IReadOnlyList<string> paths)
    {
        var errors = new List<TextError>();
        var sources = new List<PlaceRanges>();
        foreach (var path in paths)
        {
            if (Read(path, errors) is { } source)
            {
                sources.Add(source);
            }
        }

        return new GeoIpFiles(errors.Count == 0 ? PlaceTable.Build(sources) : null, errors);
    }

    private static PlaceRanges? Read(string path, List<TextError> errors)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxFileLength)
            {
                errors.Add(new TextError(path, 1, 1, $"{length} octets", $"at most {MaxFileLength}"));
                return null;
            }

            return Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? ReadCsv(path, errors) : ReadMmdb(path, errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(SourceText.Unreadable(path, e));
            return null;
        }
    }

    private static PlaceRanges? ReadCsv(string path, List<TextError> errors)
    {
        using var text = new StreamReader(path);
        var found = new FirstErrors(path, PlaceCsv.MaxErrors);
        var ranges = PlaceCsv.Read(text, found);
        errors.AddRange(found.Kept);
        return found.Count == 0 ? ranges : null;
    }

    private static PlaceRanges? ReadMmdb(string path, List<TextError> errors)
    {
        var ranges = MmdbFile.Read(File.ReadAllBytes(path), out var problem);
        if (ranges is null)
        {
            errors.Add(new TextError(path, 1, 1, problem, "a sound MaxMind DB file (.mmdb), or a table (.csv)"));
        }

        return ranges;
    }
}

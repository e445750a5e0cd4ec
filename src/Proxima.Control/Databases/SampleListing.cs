using System.Globalization;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;

namespace Proxima.Control.Databases;

/// <summary>
/// The samples that are still in a database as lines, oldest first: time, site, network, kind, round-trip time in microseconds ("-": lost), and of
/// a connection its jitter in microseconds, packets sent and packets lost.
/// </summary>
internal static class SampleListing
{
    /// <exception cref="StoreException">The database is not there, has another schema, or is damaged.</exception>
    public static void Write(SqlDialect dialect, TextWriter output)
    {
        using var session = DatabaseStatus.OpenExisting(dialect);
        if (SchemaUpgrade.VersionIfAny(session) != SchemaUpgrade.Newest)
        {
            throw new StoreException($"database '{dialect.Place}' has another schema than this program, {SchemaUpgrade.Newest}: run 'proxima db init'");
        }

        foreach (var (site, sample) in SampleRows.WithSites(session))
        {
            output.WriteLine(Line(site, sample));
        }
    }

    public static string Line(string site, in LatencySample sample)
    {
        var rtt = sample.Rtt.IsKnown ? sample.Rtt.Microseconds.ToString(CultureInfo.InvariantCulture) : "-";
        var flow = sample.Flow == default ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" {sample.Flow.Jitter.Microseconds} {sample.Flow.Packets} {sample.Flow.Lost}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.FromUnixTimeMilliseconds(sample.AtUnixMs):yyyy-MM-ddTHH:mm:ss.fffZ} {site} {sample.Network} {EvidenceWords.Of(sample.Evidence)} {rtt}{flow}");
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency.Prediction;

namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// Keeps what is about as near on the globe as the nearest, nearest first. Distances are compared as angles between unit vectors, so that a
/// candidate costs three multiplications.
/// </summary>
public sealed class GeoFilter : IFilter
{
    /// <summary>The longest way on the globe, in kilometres.</summary>
    public const int MostKilometres = 20_016;

    private const int DefaultToleranceKm = 100;
    private const double DefaultShare = 0.1;
    private const double EarthRadiusKm = 6_371;

    private readonly double toleranceKm;
    private readonly double share;
    private readonly GeoPosition?[] positions;
    private readonly (double X, double Y, double Z)[] vectors;

    /// <param name="toleranceKm">Sites this much farther than the nearest still count as near.</param>
    /// <param name="share">The same as a share of the nearest's distance; the larger of the two counts.</param>
    /// <param name="positions">By site number; null where nobody said.</param>
    public GeoFilter(double toleranceKm, double share, GeoPosition?[] positions)
    {
        this.toleranceKm = toleranceKm;
        this.share = share;
        this.positions = positions;
        vectors = [.. positions.Select(position => position is { } at ? VectorOf(at) : default)];
    }

    internal static CompiledFilter Read(FilterParameters read)
    {
        var sites = read.Ground.Sites;
        if (!sites.Any(site => site is { Latitude: not null, Longitude: not null }))
        {
            read.Add(null, "geo where no site has coordinates", "sites: NAME: { latitude: ..., longitude: ... }");
        }

        var degrees = new double[sites.Count * 2];
        for (var site = 0; site < sites.Count; site++)
        {
            degrees[site * 2] = sites[site].Latitude ?? double.NaN;
            degrees[(site * 2) + 1] = sites[site].Longitude ?? double.NaN;
        }

        return new CompiledFilter
        {
            Whole = (uint)read.Number("tolerance", DefaultToleranceKm, MostKilometres, "km"),
            Share = read.Share("share", DefaultShare),
            Octets = MemoryMarshal.AsBytes(degrees.AsSpan()).ToArray(),
        };
    }

    internal static IFilter Create(CompiledFilter filter)
    {
        var degrees = MemoryMarshal.Cast<byte, double>(filter.Octets.Span).ToArray();
        return new GeoFilter(filter.Whole, filter.Share, [.. degrees.Chunk(2).Select(at => double.IsNaN(at[0]) || double.IsNaN(at[1]) ? (GeoPosition?)null : new GeoPosition(at[0], at[1]))]);
    }

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        var match = client.FindPlace();
        scope.RelyOnPlace(client.Network, in match);
        if (match.Place.Position is not { } position)
        {
            return kept.Length;
        }

        var from = VectorOf(position);
        var best = -2.0;
        Span<double> cosines = stackalloc double[SteeringTable.MaxCandidates];
        for (var i = 0; i < kept.Length; i++)
        {
            cosines[i] = CosineTo(kept[i].Site, in from);
            best = Math.Max(best, cosines[i]);
        }

        if (best < -1.5)
        {
            return kept.Length;
        }

        var farthest = Math.Cos(Math.Min(Math.PI, LimitKm(KilometresOf(best)) / EarthRadiusKm));
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i].Reason = cosines[i] < farthest && cosines[i] < best ? DropReason.Farther : DropReason.None;
        }

        var left = Kept.SplitByReason(kept);
        for (var i = 0; i < left; i++)
        {
            cosines[i] = -CosineTo(kept[i].Site, in from);
        }

        Kept.SortBy(kept[..left], cosines);
        return left;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached)
    {
        if (positions[dropped.Site] is not { } position || client.FindPlace().Place.Position is not { } from)
        {
            return "has no coordinates, others have";
        }

        var nearest = double.PositiveInfinity;
        foreach (ref readonly var candidate in reached)
        {
            nearest = positions[candidate.Site] is { } other ? Math.Min(nearest, from.KilometresTo(in other)) : nearest;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{from.KilometresTo(in position):0} km is {from.KilometresTo(in position) - nearest:0} km more than the nearest, tolerance {LimitKm(nearest) - nearest:0} km");
    }

    private static (double X, double Y, double Z) VectorOf(in GeoPosition at)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(double.DegreesToRadians(at.LatitudeDegrees));
        var (sinLongitude, cosLongitude) = Math.SinCos(double.DegreesToRadians(at.LongitudeDegrees));
        return (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    // Of the angle to the site: 1 here, -1 on the other side of the globe, -2 where the site has no coordinates.
    private double CosineTo(ushort site, in (double X, double Y, double Z) from)
    {
        ref readonly var to = ref vectors[site];
        return positions[site] is null ? -2 : (from.X * to.X) + (from.Y * to.Y) + (from.Z * to.Z);
    }

    private static double KilometresOf(double cosine) => Math.Acos(Math.Clamp(cosine, -1, 1)) * EarthRadiusKm;

    private double LimitKm(double nearestKm) => nearestKm + Math.Max(toleranceKm, nearestKm * share);
}

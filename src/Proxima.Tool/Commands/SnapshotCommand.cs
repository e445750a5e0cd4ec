using System.CommandLine;
using System.Globalization;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;
using Proxima.Settings.GeoIp;
using Proxima.Settings.Prefixes;
using Proxima.Settings.Steering;
using Proxima.Tool.Checks;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima snapshot</c>.</summary>
internal static class SnapshotCommand
{
    /// <summary>A snapshot built by hand follows no other.</summary>
    private const ulong Serial = 1;

    public static Command Create(TimeProvider time) => new("snapshot", "Build snapshot files.") { CreateBuild(time) };

    private static Command CreateBuild(TimeProvider time)
    {
        var zones = new Option<string>("--zones") { HelpName = "FILE", Required = true, Description = "The steering file, which names the zones." };
        var prefixes = new Option<string?>("--prefixes") { HelpName = "FILE", Description = "A table of latencies: PREFIX site=rtt_ms ... a line." };
        var geoIp = new Option<string[]>("--geoip") { HelpName = "FILE", Description = "A geolocation database, MMDB or CSV; may be given again, what a later one knows counts." };
        var target = new Option<string>("--out") { HelpName = "FILE", Required = true, Description = "Where the snapshot is written." };
        var seed = new Option<ulong>("--seed") { HelpName = "N", DefaultValueFactory = _ => 1, Description = "The seed of weighted choices: equal on all nodes." };
        var command = new Command("build", "Build a snapshot from a steering file and a table of latencies.") { zones, prefixes, geoIp, target, seed };
        command.SetAction(result =>
        {
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            var isGood = TryLoad(result.GetValue(zones)!, result.GetValue(prefixes), error, out var source, out var rows);
            isGood &= TryLoadPlaces(result.GetValue(geoIp) ?? [], error, out var places);
            return isGood ? Write(ContentOf(source, rows, result.GetValue(seed), time), places, result.GetValue(target)!, output, error) : ExitCode.BadInput;
        });
        return command;
    }

    private static bool TryLoad(string zones, string? prefixes, TextWriter error, out SteeringSource source, out LatencyRows rows)
    {
        source = SteeringSource.Load(zones);
        ErrorPrinter.Print(error, zones, source.Errors, source.Errors.Count);
        var sites = source.Model.Sites.Select(site => site.Name).ToList();
        rows = new LatencyRows(sites.Count);
        if (prefixes is null || source.Errors.Count > 0)
        {
            return source.Errors.Count == 0;
        }

        var builder = new LatencyMapBuilder(sites.Count, Tolerance.Default, TimeSpan.Zero);
        var table = PrefixTable.Read(prefixes, sites, builder.Add);
        ErrorPrinter.Print(error, prefixes, table.Errors, table.ErrorCount);
        if (table.ErrorCount > 0)
        {
            return false;
        }

        rows = builder.Build(DateTimeOffset.UnixEpoch);
        return true;
    }

    private static bool TryLoadPlaces(string[] files, TextWriter error, out SectionBuilder? places)
    {
        places = null;
        if (files.Length > 0)
        {
            var read = GeoIpFiles.Load(files);
            ErrorPrinter.Print(error, files[0], read.Errors, read.Errors.Count);
            places = read.Section;
            return places is not null;
        }

        return true;
    }

    // Without a node nobody probes: each endpoint has a slot, in the file's order, and every one is unknown.
    private static SnapshotContent ContentOf(SteeringSource source, LatencyRows rows, ulong seed, TimeProvider time)
    {
        var slots = source.Model.Pools
            .SelectMany(pool => pool.Endpoints.Select(endpoint => (pool.Name, endpoint.Name)))
            .Select((id, slot) => (id, slot))
            .ToDictionary(pair => pair.id, pair => pair.slot);
        return new SnapshotContent(
            source.Model, source.Zones, rows, new HealthTable(slots.Count), (pool, endpoint) => slots[(pool.Name, endpoint.Name)], Serial, seed, time.GetUtcNow());
    }

    private static int Write(SnapshotContent content, SectionBuilder? places, string path, TextWriter output, TextWriter error)
    {
        byte[] octets;
        try
        {
            content = content with { PlacesId = places is null ? 0 : PlaceFile.Write(path, places) };
            octets = SnapshotBuilder.Build(content);
            SnapshotFile.Write(path, octets);
            PlaceFile.DeleteOthers(path, content.PlacesId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error.WriteLine($"cannot write '{path}': {e.Message}");
            return ExitCode.Failed;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: serial {content.Serial}, {Counted.Of(content.Zones.Count, "zone")}, {Counted.Of(content.Steering.Names.Count, "name")}, "
            + $"{Counted.Of(content.Latency.Count, "prefix")} x {Counted.Of(content.Latency.SiteCount, "site")}, {octets.Length / 1e6:0.0} MB"));
        return ExitCode.Ok;
    }
}

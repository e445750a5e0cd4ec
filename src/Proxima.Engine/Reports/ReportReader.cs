using System.Numerics;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Reports;

/// <summary>
/// The report as the control process reads it, while the workers go on writing. Open one for each pass: a restarted answering side puts
/// a new file in the place.
/// </summary>
public sealed unsafe class ReportReader : IDisposable
{
    private readonly MappedMemory memory;
    private readonly WorkerReport[] workers;

    private ReportReader(MappedMemory memory, in ReportHeader header)
    {
        this.memory = memory;
        workers = new WorkerReport[header.Workers];
        for (var worker = 0; worker < workers.Length; worker++)
        {
            workers[worker] = ReportFile.WorkerAt(memory.Start, header, worker);
        }

        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(header.StartedAtUnixMs);
    }

    /// <summary>When the answering side started: a value that differs from the last one means that the counters began anew.</summary>
    public DateTimeOffset StartedAt { get; }

    public int WorkerCount => workers.Length;

    /// <summary>Maps and checks a report. False, with the reason in one line, when there is none or it is damaged or of another version.</summary>
    public static bool TryOpen(string path, out ReportReader? reader, out string problem)
    {
        reader = null;
        MappedMemory mapped;
        try
        {
            mapped = new MappedMemory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = $"cannot open report '{path}': {e.Message}";
            return false;
        }

        var header = mapped.Length >= ReportHeader.Size ? *(ReportHeader*)mapped.Start : default;
        problem = Check(header, mapped.Length);
        if (problem.Length == 0)
        {
            reader = new ReportReader(mapped, header);
            return true;
        }

        mapped.Dispose();
        problem = $"report '{path}' {problem}";
        return false;
    }

    /// <summary>The sum over all workers.</summary>
    public long Total(Counter counter) => workers.Sum(worker => worker.Total(counter));

    /// <summary>
    /// The handshakes since the last call with the same <paramref name="place"/>. Its first call gives none: when they were is not known.
    /// </summary>
    public IReadOnlyList<Handshake> NewHandshakes(HandshakePlace place)
    {
        var list = new List<Handshake>();
        var isFirst = place.Counts.Length == 0;
        var counts = place.StartedAt == StartedAt && place.Counts.Length == workers.Length ? place.Counts : new long[workers.Length];
        place.Counts = [.. workers.Select((worker, i) => isFirst ? worker.HandshakesNoted : worker.CopyHandshakesTo(list, counts[i]))];
        place.StartedAt = StartedAt;
        return list;
    }

    /// <summary>Client networks seen, merged over the workers, most asked first; the same networks in the same order for the same counts.</summary>
    public IReadOnlyList<SeenNetwork> SeenNetworks()
    {
        var all = new List<SeenNetwork>();
        foreach (var worker in workers)
        {
            worker.CopySeenTo(all);
        }

        var merged = new Dictionary<Prefix, SeenNetwork>();
        foreach (var seen in all)
        {
            merged[seen.Network] = merged.TryGetValue(seen.Network, out var other)
                ? new SeenNetwork(seen.Network, other.Address.Length >= seen.Address.Length ? other.Address : seen.Address, other.Asked + seen.Asked)
                : seen;
        }

        return [.. merged.Values.OrderByDescending(seen => seen.Asked).ThenBy(seen => seen.Network.IsIPv6).ThenBy(seen => seen.Network.High)];
    }

    public void Dispose() => memory.Dispose();

    private static string Check(in ReportHeader header, long length)
    {
        if (header.Magic != ReportHeader.ExpectedMagic)
        {
            return "is no Proxima report";
        }

        if (header.Version != ReportHeader.ExpectedVersion)
        {
            return $"has version {header.Version}, this program reads {ReportHeader.ExpectedVersion}";
        }

        var isWhole = header.Checksum == ReportFile.ChecksumOf(header)
            && BitOperations.IsPow2(header.BucketsPerWorker)
            && header.BucketsPerWorker <= int.MaxValue / SeenTable.LengthFor(1) / 2
            && header.WorkerLength == WorkerReport.LengthFor((int)header.BucketsPerWorker)
            && length == ReportHeader.Size + ((long)header.Workers * header.WorkerLength);
        return isWhole ? string.Empty : "is damaged: its checksum or its length is wrong";
    }
}

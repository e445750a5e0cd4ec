using System.Numerics;
using Microsoft.Win32.SafeHandles;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Reports;

/// <summary>
/// The report as the control process reads it, while the workers go on writing. Open one for each pass: a restarted answering side puts
/// a new file in the place.
/// <para>
/// The data plane's is mapped. Those of PowerDNS's coprocesses are copied, since they belong to another user, and a mapped file that is cut
/// short ends the process that reads it.
/// </para>
/// </summary>
public sealed unsafe class ReportReader : IDisposable
{
    /// <summary>Longest report copied, in octets: a coprocess has one worker.</summary>
    private static readonly long MaxCopied = ReportHeader.Size + WorkerReport.LengthFor(WorkerReport.DefaultBuckets);

    private readonly IDisposable memory;
    private readonly WorkerReport[] workers;

    private ReportReader(IDisposable memory, byte* start, in ReportHeader header)
    {
        this.memory = memory;
        workers = new WorkerReport[header.Workers];
        for (var worker = 0; worker < workers.Length; worker++)
        {
            workers[worker] = ReportFile.WorkerAt(start, header, worker);
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
            reader = new ReportReader(mapped, mapped.Start, header);
            return true;
        }

        mapped.Dispose();
        problem = $"report '{path}' {problem}";
        return false;
    }

    /// <summary>The same with a copy.</summary>
    internal static bool TryCopy(SafeFileHandle handle, out ReportReader? reader)
    {
        reader = null;
        var length = RandomAccess.GetLength(handle);
        if (length is < ReportHeader.Size || length > MaxCopied)
        {
            return false;
        }

        var copy = new OwnedMemory((int)length);
        length = copy.Fill(handle);
        var header = length >= ReportHeader.Size ? *(ReportHeader*)copy.Start : default;
        if (Check(header, length).Length > 0)
        {
            copy.Dispose();
            return false;
        }

        reader = new ReportReader(copy, copy.Start, header);
        return true;
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

    /// <summary>Client networks seen by any worker, as in <see cref="SeenNetwork.Merge"/>.</summary>
    public IReadOnlyList<SeenNetwork> SeenNetworks()
    {
        var all = new List<SeenNetwork>();
        foreach (var worker in workers)
        {
            worker.CopySeenTo(all);
        }

        return SeenNetwork.Merge(all);
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

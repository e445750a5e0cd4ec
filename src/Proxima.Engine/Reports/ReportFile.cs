using System.Runtime.InteropServices;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Reports;

/// <summary>
/// The report as the answering side writes it: a mapped file with one part for each worker. It is made beside its place and renamed over
/// it, so a reader finds a whole one, and an older answering side that is still leaving keeps writing to its own. While it is open it is
/// locked (shared, flock(2)), which ends with the process however that ends: <see cref="ReportFolder"/> tells the dead by it.
/// </summary>
public sealed unsafe class ReportFile : IDisposable
{
    private readonly FileStream stream;
    private readonly byte* start;
    private readonly long mapped;

    private ReportFile(FileStream stream, ReportHeader header)
    {
        this.stream = stream;
        mapped = stream.Length;
        start = MemoryMap.Whole(stream.SafeFileHandle, mapped, isWritable: true);
        header.Checksum = ChecksumOf(header);
        *(ReportHeader*)start = header;
        var workers = new WorkerReport[header.Workers];
        for (var worker = 0; worker < workers.Length; worker++)
        {
            workers[worker] = WorkerAt(start, header, worker);
        }

        Workers = workers;
    }

    /// <summary>One for each worker, valid until this file is disposed.</summary>
    public IReadOnlyList<WorkerReport> Workers { get; }

    /// <exception cref="IOException">The folder is missing, not writable or full; the message names the path.</exception>
    public static ReportFile Create(string path, int workers, TimeProvider time, int bucketsPerWorker = WorkerReport.DefaultBuckets)
    {
        var header = new ReportHeader
        {
            Magic = ReportHeader.ExpectedMagic,
            Version = ReportHeader.ExpectedVersion,
            Workers = (uint)workers,
            BucketsPerWorker = (uint)bucketsPerWorker,
            WorkerLength = (uint)WorkerReport.LengthFor(bucketsPerWorker),
            StartedAtUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var temporary = $"{path}.new";
        var length = ReportHeader.Size + ((long)workers * header.WorkerLength);

        // With all its blocks: a page of a hole that finds no block when it is written to ends the process (SIGBUS, mmap(2)).
        var made = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, PreallocationSize = length,
        });
        made.SetLength(length);
        var report = new ReportFile(made, header);
        File.Move(temporary, path, overwrite: true);
        return report;
    }

    public void Dispose()
    {
        MemoryMap.Release(start, (nuint)mapped);
        stream.Dispose();
    }

    internal static WorkerReport WorkerAt(byte* start, in ReportHeader header, int worker) =>
        new(start + ReportHeader.Size + ((long)worker * header.WorkerLength), (int)header.BucketsPerWorker);

    internal static uint ChecksumOf(in ReportHeader header) =>
        Crc32C.OfAllBefore(in header, in header.Checksum);
}

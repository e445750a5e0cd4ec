using System.Runtime.InteropServices;

namespace Proxima.Engine.Reports;

/// <summary>
/// The first 64 octets of a report file; the workers' parts follow, each <see cref="WorkerLength"/> octets. The header is written once,
/// <see cref="Checksum"/> is the CRC-32C of its octets before it; the parts change all the time and carry none.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct ReportHeader
{
    public const int Size = 64;

    /// <summary>"PROXREPT", read as a little-endian number.</summary>
    public const ulong ExpectedMagic = 0x54504552584F5250;

    /// <summary>Raised by one whenever the layout changes.</summary>
    public const uint ExpectedVersion = 2;

    public ulong Magic;
    public uint Version;
    public uint Workers;
    public uint BucketsPerWorker;
    public uint WorkerLength;

    /// <summary>When the answering side started: its counters began at zero then.</summary>
    public long StartedAtUnixMs;
    public uint Checksum;
}

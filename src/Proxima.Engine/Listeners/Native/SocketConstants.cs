namespace Proxima.Engine.Listeners.Native;

/// <summary>Numbers of the Linux socket interface, under the names that its manual pages use elsewhere in capitals.</summary>
internal static class SocketConstants
{
    public const int FamilyUnix = 1;
    public const int FamilyIPv4 = 2;
    public const int FamilyIPv6 = 10;
    public const int FamilyXdp = 44;
    public const int TypeStream = 1;
    public const int TypeDatagram = 2;
    public const int TypeRaw = 3;
    public const int TypeCloseOnExec = 0x80000;
    public const int TypeNonBlocking = 0x800;

    public const int LevelSocket = 1;
    public const int OptionReuseAddress = 2;
    public const int OptionReceiveBuffer = 8;
    public const int OptionReusePort = 15;
    public const int OptionPassCredentials = 16;
    public const int OptionMemoryUse = 55;
    public const int OptionReceiveBufferForce = 33;

    public const int ControlDescriptors = 1;
    public const int ControlCredentials = 2;

    public const int LevelIPv4 = 0;
    public const int OptionIPv4PacketInfo = 8;
    public const int OptionIPv4MtuDiscover = 10;

    public const int LevelIPv6 = 41;
    public const int OptionIPv6MtuDiscover = 23;
    public const int OptionIPv6Only = 26;
    public const int OptionIPv6ReceivePacketInfo = 49;
    public const int OptionIPv6PacketInfo = 50;

    /// <summary>IP_PMTUDISC_OMIT: a forged "too big" message cannot shrink our datagrams; 1,232 octets fit everywhere.</summary>
    public const int MtuDiscoverOmit = 5;

    public const int LevelUdp = 17;
    public const int OptionUdpSegment = 103;

    public const int LevelXdp = 283;
    public const int OptionXdpOffsets = 1;
    public const int OptionXdpReceiveRing = 2;
    public const int OptionXdpSendRing = 3;
    public const int OptionXdpMemory = 4;
    public const int OptionXdpFillRing = 5;
    public const int OptionXdpCompletionRing = 6;
    public const int OptionXdpStatistics = 7;
    public const int OptionXdpOptions = 8;

    public const int LevelTcp = 6;
    public const int OptionTcpNoDelay = 1;
    public const int OptionTcpInfo = 11;

    public const int FlagDontWait = 0x40;
    public const int FlagNoSignal = 0x4000;
    public const int FlagTruncated = 0x20;
    public const int FlagWaitForOne = 0x10000;
    public const int FlagDescriptorsCloseOnExec = 0x40000000;

    public const int ShutdownReading = 0;
    public const int ShutdownWriting = 1;

    public const int PollReadable = 0x001;
    public const int PollWritable = 0x004;
    public const int PollError = 0x008;
    public const int PollHangUp = 0x010;
    public const int PollAdd = 1;
    public const int PollRemove = 2;
    public const int PollModify = 3;

    public const int ErrorInterrupted = 4;
    public const int ErrorTryAgain = 11;
    public const int ErrorAccess = 13;
    public const int ErrorConnectionAborted = 103;
    public const int ErrorConnectionRefused = 111;
    public const int ErrorTooManyReferences = 109;
    public const int ErrorNotPermitted = 1;
    public const int ErrorNoMemory = 12;
    public const int ErrorBusy = 16;
    public const int ErrorExists = 17;
    public const int ErrorNoDevice = 19;
    public const int ErrorInvalid = 22;
    public const int ErrorNoCall = 38;
    public const int ErrorNotSupported = 95;
    public const int ErrorNoFamily = 97;
    public const int ErrorNoBuffers = 105;
    public const int ErrorAddressInUse = 98;
    public const int ErrorAddressNotAvailable = 99;
}

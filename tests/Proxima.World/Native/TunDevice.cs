using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Proxima.World;

/// <summary>
/// One host's way out: the TUN device <c>wan0</c> in its namespace. What the kernel sends there is read here, what is
/// written here arrives at the host. IFF_NO_PI: the bytes are bare IP packets. The device lives as long as its descriptor,
/// so a killed world takes its devices along.
/// </summary>
internal sealed unsafe class TunDevice : IDisposable
{
    public const string Name = "wan0";

    private const nuint TunSetInterface = 0x400454ca; // TUNSETIFF, linux/if_tun.h
    private const short Tun = 0x0001, NoPacketHeader = 0x1000; // IFF_TUN, IFF_NO_PI
    private const int InterfaceRequestSize = 40, FlagsOffset = 16; // struct ifreq: name[16], then a union

    private TunDevice(int fd) => Fd = fd;

    public int Fd { get; }

    /// <summary>Creates the device in the namespace the calling thread is in.</summary>
    /// <exception cref="Win32Exception">No /dev/net/tun, or no right to use it.</exception>
    public static TunDevice Create()
    {
        var fd = Libc.Open("/dev/net/tun", Libc.ReadWrite | Libc.NonBlocking | Libc.CloseOnExec);
        if (fd < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "cannot open /dev/net/tun");
        }

        var request = stackalloc byte[InterfaceRequestSize];
        new Span<byte>(request, InterfaceRequestSize).Clear();
        System.Text.Encoding.ASCII.GetBytes(Name, new Span<byte>(request, FlagsOffset - 1));
        *(short*)(request + FlagsOffset) = Tun | NoPacketHeader;
        if (Libc.Ioctl(fd, TunSetInterface, request) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            _ = Libc.Close(fd);
            throw new Win32Exception(error, $"cannot create {Name}");
        }

        return new TunDevice(fd);
    }

    /// <summary>The next packet's length, or 0 when none waits.</summary>
    public int Read(byte[] buffer)
    {
        fixed (byte* bytes = buffer)
        {
            return (int)Math.Max(0, Libc.Read(Fd, bytes, (nuint)buffer.Length));
        }
    }

    /// <summary>False when the host's kernel would not take it; the packet is then lost, as on a wire.</summary>
    public bool TryWrite(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
            return Libc.Write(Fd, bytes, (nuint)packet.Length) == packet.Length;
        }
    }

    public void Dispose() => _ = Libc.Close(Fd);
}

using System.Text;

namespace Proxima.Engine.Listeners.Native;

/// <summary>Which file stands at a path and when it last changed: differs whenever another file was renamed over it. All zero: none.</summary>
internal readonly record struct FileStamp(ulong Inode, ulong Length, long ModifiedSecond, uint ModifiedNanosecond)
{
    /// <summary>The path as the system call wants it; made once, so that looking again allocates nothing.</summary>
    public static byte[] NativePath(string path) => Encoding.UTF8.GetBytes(path + '\0');

    public static unsafe FileStamp Of(ReadOnlySpan<byte> nativePath)
    {
        const int currentFolder = -100;
        const uint inodeSizeAndModified = 0x100 | 0x200 | 0x40;
        var octets = stackalloc byte[256];
        fixed (byte* path = nativePath)
        {
            if (Libc.Stat(currentFolder, path, 0, inodeSizeAndModified, octets) != 0)
            {
                return default;
            }
        }

        // struct statx, statx(2): the same on every architecture.
        return new FileStamp(*(ulong*)(octets + 32), *(ulong*)(octets + 40), *(long*)(octets + 112), *(uint*)(octets + 120));
    }
}

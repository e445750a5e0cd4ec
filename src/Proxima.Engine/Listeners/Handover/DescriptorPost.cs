using System.Runtime.InteropServices;
using System.Text;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Handover;

/// <summary>
/// One end of the way by which processes of one user on one machine give each other open descriptors: a unix datagram socket, never blocking, with a name in
/// the abstract namespace (unix(7)). That needs no file and no right, ends with the last process that holds it, and can itself be given on. What another user
/// sends is thrown away.
/// <code>
///   kind 1 | octets        beside them: descriptors (SCM_RIGHTS), and from the kernel who sent them (SCM_CREDENTIALS)
/// </code>
/// </summary>
internal sealed unsafe class DescriptorPost : IDisposable
{
    /// <summary>Descriptors in one message; the kernel takes 253.</summary>
    public const int MostDescriptors = 64;

    // cmsghdr: length 8 | level 4 | type 4, and its content from a multiple of 8 on. One for the descriptors, one for pid, uid and gid.
    private const int HeaderLength = 16;
    private const int ControlLength = HeaderLength + (MostDescriptors * sizeof(int)) + HeaderLength + 16;

    // struct sockaddr_un: family 2 | name.
    private const int AddressLength = 110;

    private readonly byte* lastSender = (byte*)NativeMemory.AllocZeroed(AddressLength);
    private uint lastSenderLength;

    private DescriptorPost(int descriptor) => Descriptor = descriptor;

    public int Descriptor { get; }

    /// <summary>An end at which others are heard. Null: somebody has the name.</summary>
    public static DescriptorPost? TryOpen(string name) => TryMake(name, isHeard: true);

    /// <summary>A nameless end that reaches who is heard under this name. Null: nobody is.</summary>
    public static DescriptorPost? TryReach(string name) => TryMake(name, isHeard: false);

    /// <summary>An end that came in a message.</summary>
    public static DescriptorPost Adopt(int descriptor) => new(descriptor);

    /// <summary>To who was reached. 0, or the error; the descriptors stay open here too.</summary>
    public int Send(DescriptorMessageKind kind, ReadOnlySpan<byte> octets, ReadOnlySpan<int> descriptors) => Send(kind, octets, descriptors, null, 0);

    /// <summary>To the sender of what was received last, likewise.</summary>
    public int Reply(DescriptorMessageKind kind, ReadOnlySpan<int> descriptors) => Send(kind, [], descriptors, lastSender, lastSenderLength);

    /// <summary>Takes one message; the descriptors are then the caller's to close. False: there is none.</summary>
    public bool TryReceive(Span<byte> octets, Span<int> descriptors, out DescriptorMessage message)
    {
        var control = stackalloc byte[ControlLength];
        message = default;
        fixed (byte* start = octets)
        {
            byte kind = 0;
            var spans = stackalloc BufferSpan[2];
            (spans[0], spans[1]) = (new BufferSpan { Start = &kind, Length = 1 }, new BufferSpan { Start = start, Length = (nuint)octets.Length });
            var one = new BatchedMessage
            {
                Address = lastSender, AddressLength = AddressLength, Buffers = spans, BufferCount = 2, Control = control, ControlLength = ControlLength,
            };
            if (Libc.ReceiveMany(Descriptor, &one, 1, FlagDontWait | FlagDescriptorsCloseOnExec, null) != 1)
            {
                return false;
            }

            lastSenderLength = one.AddressLength;
            var (count, user) = ReadControl(control, (int)one.ControlLength, descriptors);
            var isWhole = user == Libc.EffectiveUser() && (one.Flags & FlagTruncated) == 0 && one.Length > 0;
            if (isWhole)
            {
                message = new DescriptorMessage((DescriptorMessageKind)kind, (int)one.Length - 1, count);
            }
            else
            {
                Close(descriptors[..count]);
            }

            return true;
        }
    }

    public static void Close(ReadOnlySpan<int> descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            _ = Libc.Close(descriptor);
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(Descriptor);
        NativeMemory.Free(lastSender);
    }

    private static DescriptorPost? TryMake(string name, bool isHeard)
    {
        var descriptor = Libc.Socket(FamilyUnix, TypeDatagram | TypeCloseOnExec | TypeNonBlocking, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var post = new DescriptorPost(descriptor);
        var one = 1;
        var address = stackalloc byte[AddressLength];
        var length = (uint)(sizeof(ushort) + 1 + Encoding.ASCII.GetBytes(name, new Span<byte>(address + sizeof(ushort) + 1, AddressLength - sizeof(ushort) - 1)));
        *(ushort*)address = FamilyUnix;
        address[sizeof(ushort)] = 0;

        // Bound to a family alone it gets a name that the kernel chooses, for replies.
        if (Libc.SetSocketOption(descriptor, LevelSocket, OptionPassCredentials, &one, sizeof(int)) == 0
            && Libc.Bind(descriptor, address, isHeard ? length : sizeof(ushort)) == 0
            && (isHeard || Libc.Connect(descriptor, address, length) == 0))
        {
            return post;
        }

        post.Dispose();
        return null;
    }

    private int Send(DescriptorMessageKind kind, ReadOnlySpan<byte> octets, ReadOnlySpan<int> descriptors, byte* to, uint toLength)
    {
        var control = stackalloc byte[ControlLength];
        var length = HeaderLength + (descriptors.Length * sizeof(int));
        *(nuint*)control = (nuint)length;
        (*(int*)(control + 8), *(int*)(control + 12)) = (LevelSocket, ControlDescriptors);
        descriptors.CopyTo(new Span<int>(control + HeaderLength, MostDescriptors));
        fixed (byte* start = octets)
        {
            var spans = stackalloc BufferSpan[2];
            (spans[0], spans[1]) = (new BufferSpan { Start = (byte*)&kind, Length = 1 }, new BufferSpan { Start = start, Length = (nuint)octets.Length });
            var one = new BatchedMessage
            {
                Address = to, AddressLength = toLength, Buffers = spans, BufferCount = 2,
                Control = descriptors.IsEmpty ? null : control, ControlLength = descriptors.IsEmpty ? 0 : (nuint)((length + 7) & ~7),
            };
            return Libc.SendMany(Descriptor, &one, 1, FlagDontWait | FlagNoSignal) == 1 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    private static (int Descriptors, uint User) ReadControl(byte* control, int length, Span<int> descriptors)
    {
        var (count, user) = (0, uint.MaxValue);
        for (var at = 0; at + HeaderLength <= length;)
        {
            var size = (int)*(nuint*)(control + at);
            var (level, type) = (*(int*)(control + at + 8), *(int*)(control + at + 12));
            var content = new ReadOnlySpan<int>(control + at + HeaderLength, (size - HeaderLength) / sizeof(int));
            if (level == LevelSocket && type == ControlDescriptors)
            {
                count = content.Length;
                content.CopyTo(descriptors);
            }
            else if (level == LevelSocket && type == ControlCredentials)
            {
                user = (uint)content[1];
            }

            at += (size + 7) & ~7;
        }

        return (count, user);
    }
}

using System.Buffers.Binary;
using Proxima.Engine.Protection;

namespace Proxima.Tests.Protection;

public sealed class SipHashTests
{
    /// <summary>From the reference implementation (vectors.h, vectors_sip64): key 00 to 0f, message 00, 01, ... of the length.</summary>
    [Theory]
    [InlineData(0, "310e0edd47db6f72")]
    [InlineData(1, "fd67dc93c539f874")]
    [InlineData(2, "5a4fa9d909806c0d")]
    [InlineData(3, "2d7efbd796666785")]
    [InlineData(7, "37d1018bf50002ab")]
    [InlineData(8, "6224939a79f5f593")]
    [InlineData(15, "e545be4961ca29a1")]
    public void It_gives_what_the_reference_implementation_gives(int length, string expected)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(number => (byte)number)];
        var hash = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, SipHash.Of(0x0706050403020100, 0x0f0e0d0c0b0a0908, message));
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }
}

using System.Runtime.CompilerServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.Snapshots;

public sealed unsafe class SectionTests
{
    [Fact]
    public void Values_are_read_where_they_were_appended_each_aligned()
    {
        var builder = new SectionBuilder();
        builder.Append((byte)1);
        var number = builder.Append(0x1122334455667788UL);
        builder.Append<byte>([1, 2, 3]);
        var numbers = builder.Append<uint>([7, 8]);
        builder.Set(number, 5UL);
        Assert.Equal((8, 20), (number, numbers));

        var octets = GC.AllocateArray<byte>(builder.Length, pinned: true);
        builder.Octets.CopyTo(octets);
        var view = new SectionView((byte*)Unsafe.AsPointer(ref octets[0]), octets.Length);
        Assert.Equal(5UL, view.At<ulong>(number));
        Assert.Equal([7u, 8u], view.Span<uint>(numbers, 2).ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-8)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Nothing_outside_a_section_is_ever_read(long offset)
    {
        var octets = GC.AllocateArray<byte>(8, pinned: true);
        var view = new SectionView((byte*)Unsafe.AsPointer(ref octets[0]), octets.Length);
        Assert.Throws<InvalidDataException>(() => { _ = view.At<ulong>(offset); });
        Assert.Throws<InvalidDataException>(() => { _ = view.Span<byte>(offset, 8); });
        Assert.Throws<InvalidDataException>(() => { _ = view.Span<byte>(0, -1); });
    }
}

using System.Numerics;
using Proxima.Dns.Names;

namespace Proxima.Tests.Dns.Names;

public sealed class WireNameTests
{
    [Theory]
    [InlineData("00", 1)]
    [InlineData("0161 00 FFFF", 3)]
    [InlineData("", 0)]
    [InlineData("01", 0)]
    [InlineData("0161", 0)]
    [InlineData("C00C", 0)]
    [InlineData("0161C00C", 0)]
    [InlineData("40", 0)]
    public void Length_is_that_of_a_whole_uncompressed_name_or_0(string hexadecimal, int expected)
        => Assert.Equal(expected, WireName.Length(Convert.FromHexString(hexadecimal.Replace(" ", ""))));

    [Fact]
    public void Label_offsets_go_from_left_to_right_without_the_root()
    {
        Span<byte> offsets = stackalloc byte[128];
        var count = WireName.LabelOffsets(DomainName.Parse("www.example.org").Wire, offsets);
        Assert.Equal(new byte[] { 0, 4, 12 }, offsets[..count].ToArray());
        Assert.Equal(0, WireName.LabelOffsets(DomainName.Root.Wire, offsets));
    }

    [Fact]
    public void The_hash_is_the_same_in_every_process_and_version()
    {
        Assert.Equal(0x0d7cea42b5057e4cUL, WireName.Hash(DomainName.Root.Wire));
        Assert.Equal(0x290629ffa79221e7UL, WireName.Hash(DomainName.Parse("www.example.org").Wire));
    }

    [Fact]
    public void The_hash_spreads_similar_names_over_all_bits()
    {
        const int names = 100_000;
        const int buckets = 1 << 17;
        var hashes = Enumerable.Range(0, names).Select(i => WireName.Hash(DomainName.Parse($"host-{i}.example.org").Wire)).ToArray();
        Assert.Equal(names, hashes.Distinct().Count());
        foreach (var shift in new[] { 0, 16, 32, 47 })
        {
            // Thrown at random, 100 000 balls leave about 46.6 % of 131 072 buckets empty.
            var used = hashes.Select(hash => (hash >> shift) & (buckets - 1)).Distinct().Count();
            Assert.InRange((double)(buckets - used) / buckets, 0.455, 0.477);
        }

        Assert.InRange(hashes.Average(hash => BitOperations.PopCount(hash)), 31.9, 32.1);
    }
}

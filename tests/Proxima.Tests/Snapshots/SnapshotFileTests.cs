using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Snapshots;

public sealed class SnapshotFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("proxima-snapshot-").FullName;
    private readonly byte[] file = TestSnapshot.FileOf(41, ZoneText.WithApex("example.org.", "www 60 A 192.0.2.1"));

    private string Path => System.IO.Path.Combine(folder, "snapshot");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_written_is_read()
    {
        SnapshotFile.Write(Path, file);
        Assert.True(SnapshotFile.TryOpen(Path, out var snapshot, out var problem), problem);
        using (snapshot)
        {
            Assert.Equal((41UL, 7UL, 1), (snapshot!.Serial, snapshot.Seed, snapshot.Zones.ZoneCount));
        }

        Assert.Equal(["snapshot"], Directory.GetFiles(folder).Select(System.IO.Path.GetFileName));
    }

    [Fact]
    public void One_that_cannot_be_put_in_its_place_leaves_nothing_beside_it()
    {
        Directory.CreateDirectory(Path);
        Assert.Throws<IOException>(() => SnapshotFile.Write(Path, file));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void The_same_content_gives_the_same_octets() =>
        Assert.Equal(file, TestSnapshot.FileOf(41, ZoneText.WithApex("example.org.", "www 60 A 192.0.2.1")));

    [Fact]
    public void One_damaged_bit_anywhere_is_refused()
    {
        var header = TestSnapshot.HeaderOf(file);
        for (var offset = 0; offset < file.Length; offset += offset < (int)header.SteeringOffset ? 1 : 61)
        {
            var damaged = file.ToArray();
            damaged[offset] ^= (byte)(1 << (offset % 8));
            Assert.False(SnapshotFile.TryRead(damaged, out _, out var problem), $"octet {offset}");
            var expected = offset < 8 ? "is no Proxima snapshot" : offset < 12 ? "has version" : "is damaged";
            Assert.StartsWith(expected, problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_whose_checksum_is_right_and_whose_sections_are_not_is_refused()
    {
        var empty = new SectionBuilder();
        var odd = SnapshotBuilder.Assemble(new SnapshotHeader { Serial = 1, Seed = 7 }, empty, empty, empty);
        Assert.False(SnapshotFile.TryRead(odd, out _, out var problem));
        Assert.StartsWith("cannot be used: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_version_is_refused_with_both_versions_named()
    {
        var header = TestSnapshot.HeaderOf(file);
        header.Version = 99;
        MemoryMarshal.Write(file, in header);
        Assert.False(SnapshotFile.TryRead(file, out _, out var problem));
        Assert.Equal($"has version 99, this program reads {SnapshotHeader.ExpectedVersion}: build it anew", problem);
    }

    [Theory]
    [InlineData(0, "is cut off: 0 octets")]
    [InlineData(127, "is cut off: 127 octets")]
    [InlineData(128, "is damaged: its checksum or its length is wrong")]
    [InlineData(1000, "is damaged: its checksum or its length is wrong")]
    public void A_file_that_is_cut_off_is_refused(int length, string expected)
    {
        File.WriteAllBytes(Path, file[..length]);
        Assert.False(SnapshotFile.TryOpen(Path, out _, out var problem));
        Assert.Equal($"snapshot '{Path}' {expected}", problem);
    }

    [Fact]
    public void A_file_with_more_at_its_end_is_refused() =>
        Assert.False(SnapshotFile.TryRead([.. file, 0], out _, out _));

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.False(SnapshotFile.TryOpen(Path, out _, out var problem));
        Assert.StartsWith($"cannot open snapshot '{Path}'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named_when_writing()
    {
        var missing = System.IO.Path.Combine(folder, "missing", "snapshot");
        Assert.Contains(missing, Assert.ThrowsAny<IOException>(() => SnapshotFile.Write(missing, file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_snapshot_in_place()
    {
        SnapshotFile.Write(Path, file);
        Directory.CreateDirectory($"{Path}.new");
        Assert.ThrowsAny<IOException>(() => SnapshotFile.Write(Path, TestSnapshot.FileOf(42)));
        Assert.True(SnapshotFile.TryOpen(Path, out var snapshot, out var problem), problem);
        Assert.Equal(41UL, snapshot!.Serial);
        snapshot.Dispose();
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_file()
    {
        var files = Enumerable.Range(1, 2).Select(i => TestSnapshot.FileOf((ulong)i, ZoneText.WithApex("example.org.", string.Concat(Enumerable.Range(0, i * 200).Select(n => $"h{n} 60 A 192.0.2.1\n"))))).ToArray();
        SnapshotFile.Write(Path, files[0]);
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 40; i++)
            {
                SnapshotFile.Write(Path, files[i % 2]);
            }
        });
        var opened = 0;
        do
        {
            Assert.True(SnapshotFile.TryOpen(Path, out var snapshot, out var problem), problem);
            Assert.InRange(snapshot!.Serial, 1UL, 2UL);
            snapshot.Dispose();
            opened++;
        }
        while (!writing.IsCompleted);
        await writing;
        Assert.True(opened > 0);
    }

    [Fact]
    public void The_checksum_is_CRC_32C()
    {
        // The check value of the polynomial's catalogue entry (CRC-32/ISCSI).
        Assert.Equal(0xE3069283U, Crc32C.Of("123456789"u8));
    }

    [Fact]
    public void The_checksum_of_a_file_is_that_of_its_quarters_and_sees_every_octet()
    {
        var random = new Random(1);
        for (var length = 0; length < 150; length++)
        {
            var octets = new byte[length];
            random.NextBytes(octets);
            var quarter = length / 32 * 8;
            var parts = Enumerable.Range(0, 4).Select(i => octets.AsSpan(i * quarter, quarter).ToArray()).Append(octets[(4 * quarter)..]);
            var sum = Crc32C.OfQuarters(octets);
            Assert.Equal(Crc32C.Of([.. parts.SelectMany(part => BitConverter.GetBytes(Crc32C.Of(part)))]), sum);
            for (var i = 0; i < length; i++)
            {
                octets[i] ^= 0x40;
                Assert.NotEqual(sum, Crc32C.OfQuarters(octets));
                octets[i] ^= 0x40;
            }
        }
    }
}

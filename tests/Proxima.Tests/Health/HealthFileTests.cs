using Proxima.Engine.Health;

namespace Proxima.Tests.Health;

public sealed class HealthFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-health-");

    private string FilePath => Path.Combine(folder.FullName, "health");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void What_the_control_process_writes_the_answering_process_reads_at_once()
    {
        using var control = HealthFile.Create(FilePath);
        using var serve = HealthFile.OpenForReading(FilePath);

        Assert.Null(serve.Problem);
        Assert.Equal(EndpointStatus.Unknown, serve.Table.StatusOf(17));

        control.Table.Set(17, EndpointStatus.Down, 1_700_000_000);
        control.Table.Set(HealthFile.Slots - 1, EndpointStatus.Draining, 1);

        Assert.Equal(EndpointStatus.Down, serve.Table.StatusOf(17));
        Assert.Equal(1_700_000_000, serve.Table.SinceUnixSeconds(17));
        Assert.Equal(EndpointStatus.Draining, serve.Table.StatusOf(HealthFile.Slots - 1));
        Assert.False(serve.Refresh());
    }

    [Fact]
    public void A_restarted_control_process_finds_what_it_knew()
    {
        using (var before = HealthFile.Create(FilePath))
        {
            before.Table.Set(3, EndpointStatus.ForcedDown, 5);
        }

        using var serve = HealthFile.OpenForReading(FilePath);
        using var after = HealthFile.Create(FilePath);
        Assert.Equal(EndpointStatus.ForcedDown, after.Table.StatusOf(3));

        after.Table.Set(3, EndpointStatus.Up, 6);
        Assert.Equal(EndpointStatus.Up, serve.Table.StatusOf(3));
    }

    [Fact]
    public void A_file_that_comes_late_is_replaced_or_goes_is_followed_under_the_same_table()
    {
        using var serve = HealthFile.OpenForReading(FilePath);
        var table = serve.Table;
        Assert.Contains(FilePath, serve.Problem);
        Assert.Equal(EndpointStatus.Unknown, table.StatusOf(1));
        Assert.False(serve.Refresh());

        using var first = HealthFile.Create(FilePath);
        first.Table.Set(1, EndpointStatus.Down, 1);
        Assert.True(serve.Refresh());
        Assert.Null(serve.Problem);
        Assert.Equal(EndpointStatus.Down, table.StatusOf(1));

        File.Move(FilePath, FilePath + ".old");
        using var second = HealthFile.Create(FilePath);
        second.Table.Set(1, EndpointStatus.Up, 2);
        Assert.True(serve.Refresh());
        Assert.Equal(EndpointStatus.Up, table.StatusOf(1));

        File.Delete(FilePath);
        Assert.True(serve.Refresh());
        Assert.NotNull(serve.Problem);
        Assert.Equal(EndpointStatus.Unknown, table.StatusOf(1));
    }

    [Fact]
    public void Whatever_changes_what_is_read_moves_the_generation()
    {
        using var serve = HealthFile.OpenForReading(FilePath);
        var seen = new List<ulong> { serve.Table.Generation };
        using (var control = HealthFile.Create(FilePath))
        {
            serve.Refresh();
            seen.Add(serve.Table.Generation);
            control.Table.Set(1, EndpointStatus.Down, 1);
            seen.Add(serve.Table.Generation);
        }

        // The writer may have died between a word and its generation: the next one moves it.
        using (HealthFile.Create(FilePath))
        {
            seen.Add(serve.Table.Generation);
        }

        File.Delete(FilePath);
        using (HealthFile.Create(FilePath))
        {
            serve.Refresh();
            seen.Add(serve.Table.Generation);
        }

        Assert.Equal(seen, seen.Distinct());
    }

    [Theory]
    [InlineData(0, "is no Proxima health file")]
    [InlineData(8, "has version")]
    [InlineData(12, "damaged")]
    [InlineData(16, "damaged")]
    public void In_a_damaged_file_every_endpoint_is_unknown_and_the_control_process_replaces_it(int octet, string reason)
    {
        using (var control = HealthFile.Create(FilePath))
        {
            control.Table.Set(1, EndpointStatus.Down, 1);
        }

        using (var stream = File.Open(FilePath, FileMode.Open))
        {
            stream.Position = octet;
            var value = stream.ReadByte();
            stream.Position = octet;
            stream.WriteByte((byte)(value ^ 0x20));
        }

        using var serve = HealthFile.OpenForReading(FilePath);
        Assert.Contains(reason, serve.Problem);
        Assert.Equal(EndpointStatus.Unknown, serve.Table.StatusOf(1));

        using var anew = HealthFile.Create(FilePath);
        anew.Table.Set(1, EndpointStatus.Up, 1);
        Assert.True(serve.Refresh());
        Assert.Equal(EndpointStatus.Up, serve.Table.StatusOf(1));
    }

    [Fact]
    public void A_file_of_another_length_is_refused_before_it_is_mapped()
    {
        File.WriteAllBytes(FilePath, new byte[100]);
        using var serve = HealthFile.OpenForReading(FilePath);

        Assert.Contains("length", serve.Problem);
        Assert.Equal(EndpointStatus.Unknown, serve.Table.StatusOf(4000));
    }
}

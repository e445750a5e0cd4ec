using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control.Demo;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;

namespace Proxima.Tests.Control;

public sealed class SteeringWatchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> taken = [];
    private Action<string> whileReading = _ => { };
    private Action whileTaking = () => { };

    private string File => folder.In("steering.yaml");

    private string ZoneFile => folder.In("zone");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_taken_once_and_again_when_it_changed()
    {
        var watch = Watch();
        Assert.True(await WriteAndLookAsync(watch, "one"));
        Assert.False(await watch.LookAsync(default));
        Assert.True(await WriteAndLookAsync(watch, "two"));
        Assert.Equal(["one", "two"], taken);
    }

    [Fact]
    public async Task A_change_that_could_not_be_stored_is_taken_by_a_later_look()
    {
        var watch = Watch();
        Assert.True(await WriteAndLookAsync(watch, "one"));
        whileTaking = () => throw new StoreException("database is locked");
        await Assert.ThrowsAsync<StoreException>(() => WriteAndLookAsync(watch, "two"));
        whileTaking = () => { };
        Assert.True(await watch.LookAsync(default));
        Assert.Equal(["one", "two"], taken);
    }

    [Fact]
    public async Task A_change_made_while_the_file_was_read_is_seen_by_the_next_look()
    {
        var watch = Watch();
        Assert.True(await WriteAndLookAsync(watch, "one"));
        whileReading = text =>
        {
            whileReading = _ => { };
            System.IO.File.WriteAllText(File, "three");
        };
        Assert.True(await WriteAndLookAsync(watch, "two"));
        Assert.True(await watch.LookAsync(default));
        Assert.Equal(["one", "two", "three"], taken);
    }

    [Fact]
    public async Task A_change_of_a_zone_file_made_while_it_was_read_for_the_first_time_is_not_lost()
    {
        System.IO.File.WriteAllText(ZoneFile, "old");
        whileReading = text =>
        {
            whileReading = _ => { };
            System.IO.File.WriteAllText(ZoneFile, "new");
        };
        var watch = Watch(ZoneFile);
        Assert.True(await WriteAndLookAsync(watch, "one"));
        while (await watch.LookAsync(default))
        {
        }

        Assert.Equal("one new", taken[^1]);
    }

    [Fact]
    public async Task A_file_that_names_other_zone_files_at_every_reading_is_looked_at_again_not_for_ever()
    {
        var reading = 0;
        var watch = new SteeringWatch(
            File, _ => new SteeringReading(DemoSteering.Create(), [], [folder.In($"zone{reading++}")]), _ => Task.CompletedTask, NullLogger<SteeringWatch>.Instance);
        Assert.True(await WriteAndLookAsync(watch, "one"));
        Assert.InRange(reading, 1, 3);
        Assert.True(await watch.LookAsync(default));
    }

    private SteeringWatch Watch(params string[] zones)
    {
        var last = string.Empty;
        return new SteeringWatch(File, Read, Take, NullLogger<SteeringWatch>.Instance);

        SteeringReading Read(string path)
        {
            last = string.Join(' ', zones.Prepend(path).Select(System.IO.File.ReadAllText));
            whileReading(last);
            return new SteeringReading(DemoSteering.Create(), [], zones);
        }

        Task Take(SteeringContent content)
        {
            whileTaking();
            taken.Add(last);
            return Task.CompletedTask;
        }
    }

    private Task<bool> WriteAndLookAsync(SteeringWatch watch, string text)
    {
        System.IO.File.WriteAllText(File, text);
        return watch.LookAsync(default);
    }
}

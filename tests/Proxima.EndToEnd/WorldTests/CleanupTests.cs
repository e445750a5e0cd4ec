namespace Proxima.EndToEnd;

/// <summary>A world leaves nothing behind, however it ends.</summary>
public sealed class CleanupTests
{
    [Fact]
    public async Task A_stopped_world_leaves_nothing()
    {
        Require.Root();
        var world = await World.Up(SmallWorld.Description);
        Assert.Equal(3, Namespaces(world).Length);
        await world.DisposeAsync();
        Assert.Empty(Namespaces(world));
        Assert.False(Directory.Exists(RunFolder(world)));
    }

    [Fact]
    public async Task A_killed_world_is_swept_and_a_living_one_is_not()
    {
        Require.Root();
        await using var living = await World.Up(SmallWorld.Description);
        await using var killed = await World.Up(SmallWorld.Description);
        await killed.Process.KillHard();
        Assert.Equal(3, Namespaces(killed).Length);

        var sweep = await Finished.Run(World.Program, "sweep");

        Assert.Contains($"removed {killed.Name}", sweep.Output, StringComparison.Ordinal);
        Assert.Empty(Namespaces(killed));
        Assert.False(Directory.Exists(RunFolder(killed)));
        Assert.Equal(3, Namespaces(living).Length);
        Assert.Equal(1, (await Ping.Send(living.Host("left"), "10.2.0.1", 1)).Received);
    }

    [Fact]
    public async Task The_next_world_sweeps_what_a_killed_one_left()
    {
        Require.Root();
        await using var killed = await World.Up(SmallWorld.Description);
        await killed.Process.KillHard();
        await using var next = await World.Up(SmallWorld.Description);
        Assert.Empty(Namespaces(killed));
        Assert.Equal(3, Namespaces(next).Length);
    }

    [Fact]
    public async Task A_name_in_use_is_refused_and_the_world_that_has_it_goes_on()
    {
        Require.Root();
        await using var world = await World.Up(SmallWorld.Description);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, SmallWorld.Description);
        var second = await Finished.Run(World.Program, "up", file, "--name", world.Name);
        File.Delete(file);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"a world named {world.Name} is running", second.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await Ping.Send(world.Host("left"), "10.2.0.1", 1)).Received);
    }

    [Fact]
    public async Task A_world_file_with_errors_says_all_of_them_and_starts_nothing()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "host a 10.0.0.1\nhost B 10.1.0.1/16\nset a c rtt=1ms\nroad a b\n");
        var up = await Finished.Run(World.Program, "up", file, "--name", "bad");
        File.Delete(file);
        Assert.Equal(2, up.ExitCode);
        Assert.Equal(["1:8:", "2:8:", "3:7:", "4:1:"], up.Errors.Trim().Split('\n').Select(l => l[(file.Length + 1)..].Split(' ')[0]));
    }

    private static string[] Namespaces(World world) => Directory.Exists("/run/netns") ? Directory.GetFiles("/run/netns", $"px-{world.Name}-*") : [];

    private static string RunFolder(World world) => $"/run/proxima-world/{world.Name}";
}

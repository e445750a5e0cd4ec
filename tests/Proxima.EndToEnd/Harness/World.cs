namespace Proxima.EndToEnd;

/// <summary>An emulated internet, up while this lives. See tests/Proxima.World for what a file and a line may say.</summary>
internal sealed class World : IAsyncDisposable
{

    private readonly string file;

    private World(string name, string file)
    {
        Name = name;
        this.file = file;
        Process = new BackgroundProcess(Program, "up", file, "--name", name);
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "proxima-world");

    /// <summary>Unlike any other run's, so that two test runs on a machine never meet.</summary>
    public string Name { get; }

    public BackgroundProcess Process { get; }

    public static async Task<World> Up(string description)
    {
        var name = $"t{Guid.NewGuid().ToString("N")[..8]}";
        var path = Path.Combine(Path.GetTempPath(), $"{name}.world");
        await File.WriteAllTextAsync(path, description);
        var world = new World(name, path);
        await Until.Holds(
            () => world.Process.Log.Contains("ready", StringComparison.Ordinal) || world.Process.HasExited, Deadlines.Step,
            () => $"the world is ready; it said: {world.Process.Log}");
        Assert.False(world.Process.HasExited, $"the world ended at once: {world.Process.Log}");
        return world;
    }

    public Host Host(string name) => new(Name, name);

    /// <summary>Says a line that must succeed.</summary>
    public void Say(string line)
    {
        var reply = Proxima.World.ControlClient.Say(Name, line);
        Assert.Equal("ok\n", reply);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        File.Delete(this.file);
    }
}

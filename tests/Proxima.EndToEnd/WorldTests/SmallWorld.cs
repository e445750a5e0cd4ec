namespace Proxima.EndToEnd;

/// <summary>Three hosts, brought up once for the tests of the world itself; each test sets the paths it looks at.</summary>
public sealed class SmallWorld : IAsyncLifetime
{
    internal const string Description = """
        # a comment
        seed 5
        host left  10.1.0.1/16 fd00:1::1/32
        host right 10.2.0.1/16 10.22.0.0/24 fd00:2::1/32
        host third 10.3.0.1/32
        set * * rtt=10ms
        set left right rtt=40ms
        """;

    private World? world;

    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            this.world = await World.Up(Description);
        }
    }

    internal World Get()
    {
        Require.Root();
        Require.Tool("ping", "iputils-ping");
        return this.world!;
    }

    public async ValueTask DisposeAsync()
    {
        if (this.world is not null)
        {
            await this.world.DisposeAsync();
        }
    }
}

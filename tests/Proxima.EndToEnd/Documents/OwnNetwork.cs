namespace Proxima.EndToEnd;

/// <summary>A network namespace with nothing but loopback.</summary>
internal sealed class OwnNetwork : IAsyncDisposable
{
    private OwnNetwork()
    {
    }

    public string Name { get; } = $"px-doc{Guid.NewGuid().ToString("N")[..8]}-own";

    public static async Task<OwnNetwork> Create()
    {
        var network = new OwnNetwork();
        Assert.Equal(0, (await Finished.Run("ip", "netns", "add", network.Name)).ExitCode);
        Assert.Equal(0, (await Finished.Run("ip", "-n", network.Name, "link", "set", "lo", "up")).ExitCode);
        return network;
    }

    public async ValueTask DisposeAsync() => await Finished.Run("ip", "netns", "del", Name);
}

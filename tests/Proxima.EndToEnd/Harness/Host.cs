namespace Proxima.EndToEnd;

/// <summary>One host of a world, as its own shell would see it.</summary>
internal sealed record Host(string World, string Name)
{
    public string Namespace => $"px-{World}-{Name}";

    /// <summary>Runs a command there to its end.</summary>
    public Task<Finished> Run(params IEnumerable<string> command) => Finished.Run("ip", ["netns", "exec", Namespace, .. command]);

    /// <summary>Starts a command there. <c>ip netns exec</c> becomes the command, so its id is the command's.</summary>
    public BackgroundProcess Start(params IEnumerable<string> command) => new("ip", ["netns", "exec", Namespace, .. command]);
}

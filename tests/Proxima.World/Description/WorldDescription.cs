namespace Proxima.World;

/// <summary>What a world file says: who is there, in the order of the file, how the paths are at the start, and the seed of all chance.</summary>
internal sealed record WorldDescription(IReadOnlyList<HostDescription> Hosts, PathTable Paths, int Seed);

namespace Proxima.World;

/// <summary>One host of a world: its name and the prefixes it answers for. The first of each family holds its own address.</summary>
internal sealed record HostDescription(string Name, IReadOnlyList<AddressBlock> Blocks);

namespace Proxima.World;

/// <summary>
/// Every one-way path of the world and which hosts are down. Owned by the forwarder's thread: control lines are applied
/// there, between two packets, so nothing here is locked.
/// </summary>
internal sealed class PathTable(int hostCount)
{
    private readonly WanPath[] paths = new WanPath[hostCount * hostCount];
    private readonly bool[] isDown = new bool[hostCount];

    public ref WanPath this[int from, int to] => ref paths[(from * hostCount) + to];

    public ref bool IsDown(int host) => ref isDown[host];
}

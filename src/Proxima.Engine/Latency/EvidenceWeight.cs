namespace Proxima.Engine.Latency;

/// <summary>What a figure of each kind is worth beside one of another kind, before anything was learned.</summary>
/// <param name="Weight">For how many echo replies one sample counts.</param>
/// <param name="BiasMs">What it is expected to be longer by than an echo reply from the same network, in milliseconds.</param>
/// <param name="Trust">Of two kinds that differ on the same path, the one with the higher number is corrected; 0 is the yardstick.</param>
public readonly record struct EvidenceWeight(float Weight, float BiasMs, byte Trust)
{
    // Handshakes and echoes are answered by a kernel, at once. The kernel's least RTT of a connection is the best of many round trips, so
    // it counts twice; that it comes from other hosts of the network than those that are probed is learned, not guessed. A resolver may
    // think before it answers (half a millisecond for a name it knows), a program in a browser has its own queue in front of the network.
    public static EvidenceWeight Of(Evidence evidence) => evidence switch
    {
        Evidence.Tcp => new(1, 0, 1),
        Evidence.DnsOverTcp => new(1, 0, 2),
        Evidence.PassiveTcp => new(2, 0, 3),
        Evidence.Dns => new(0.75f, 0.5f, 4),
        Evidence.Beacon => new(0.5f, 2, 5),
        _ => new(1, 0, 0),
    };
}

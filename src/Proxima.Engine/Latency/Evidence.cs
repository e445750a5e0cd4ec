namespace Proxima.Engine.Latency;

/// <summary>Where an RTT figure comes from. The numbers are part of the snapshot's layout and of the samples' wire form.</summary>
public enum Evidence : byte
{
    None = 0,

    /// <summary>Echo request and reply.</summary>
    Icmp = 1,

    /// <summary>A handshake that a probe began.</summary>
    Tcp = 2,

    /// <summary>A query over UDP that a probe sent; the resolver's own time is in it.</summary>
    Dns = 3,

    /// <summary>The least RTT the kernel saw on a client's connection to a service of ours (<c>tcpi_min_rtt</c>).</summary>
    PassiveTcp = 4,

    /// <summary>The handshake of a connection that a resolver opened to a listener of ours.</summary>
    DnsOverTcp = 5,

    /// <summary>A person states it.</summary>
    Given = 6,

    /// <summary>A client's own program timed a request.</summary>
    Beacon = 7,

    /// <summary>Not measured for this network: taken from the networks around it.</summary>
    Covering = 8,

    /// <summary>Not measured for this network: the site's figure over all networks.</summary>
    Prior = 9,

    /// <summary>Not measured for this network: foretold from its own measurements and the networks that behave like it.</summary>
    Alike = 10,

    /// <summary>Not measured for this network: foretold from its place and the distance law, corrected by its own measurements.</summary>
    Geo = 11,

    /// <summary>Not measured for this network: foretold from networks of its autonomous system.</summary>
    System = 12,

    /// <summary>Not measured for this network: foretold from networks of its country.</summary>
    Country = 13,
}

/// <summary>The rung of the ladder an answer stands on, from what was measured down to what is merely configured.</summary>
public enum Rung : byte
{
    /// <summary>No latency is known: the order is the configured one.</summary>
    Static = 0,

    /// <summary>Each site's own figure over all client networks.</summary>
    Prior = 1,

    /// <summary>What was measured for the networks of a covering prefix.</summary>
    Covering = 2,

    /// <summary>Samples of this very client network.</summary>
    Measured = 3,

    /// <summary>A network with some samples, and the answer is a site that has none: the predictor put it first. Of a row: there are no samples at all.</summary>
    Predicted = 4,
}

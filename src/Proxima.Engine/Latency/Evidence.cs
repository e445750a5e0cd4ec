namespace Proxima.Engine.Latency;

/// <summary>Where an RTT figure comes from. The numbers are part of the snapshot's layout and of the samples' wire form.</summary>
public enum Evidence : byte
{
    None = 0, Icmp = 1, Tcp = 2, Dns = 3, PassiveTcp = 4, DnsOverTcp = 5, Given = 6,

    /// <summary>Not measured for this network: taken from the networks around it.</summary>
    Covering = 8,

    /// <summary>Not measured for this network: the site's figure over all networks.</summary>
    Prior = 9,

    /// <summary>Not measured for this network: foretold from its own measurements and the networks that behave like it.</summary>
    Alike = 10,

    /// <summary>Not measured for this network: foretold from its place and the distance law, corrected by its own measurements.</summary>
    Geo = 11,
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

    /// <summary>A network with some samples, and the answer is a site that has none: the predictor put it first. Of answers only; a row is measured.</summary>
    Predicted = 4,
}

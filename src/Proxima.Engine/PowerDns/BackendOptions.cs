namespace Proxima.Engine.PowerDns;

/// <param name="Traces">Write to the log why each steered answer is what it is: that of PowerDNS by the pipe, our own by the remote backend.</param>
public sealed record BackendOptions(bool Traces = false);

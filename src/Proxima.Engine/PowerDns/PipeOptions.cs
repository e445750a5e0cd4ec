namespace Proxima.Engine.PowerDns;

/// <param name="Traces">Write why each steered answer is what it is to the log of PowerDNS, with LOG lines.</param>
public sealed record PipeOptions(bool Traces = false);

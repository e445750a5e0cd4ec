namespace Proxima.Dns.Messages;

/// <summary>Where names already stand in the message being written: per-worker scratch, reset for each message (RFC 1035 section 4.1.4).</summary>
public sealed class NameCompression
{
}

namespace Proxima.Engine.Answering;

/// <summary>The meaning of a response before it is octets: sections of record sets, in order, with rcode and flags. Per-worker scratch, reused.</summary>
public sealed class Answer
{
}

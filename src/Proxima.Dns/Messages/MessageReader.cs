namespace Proxima.Dns.Messages;

/// <summary>Bytes of a request to what it asks, on the query path: no exception, no allocation, one pass.</summary>
public static class MessageReader
{
    public static ReadOutcome Read(ReadOnlySpan<byte> request, out Query query) => throw new NotImplementedException();
}

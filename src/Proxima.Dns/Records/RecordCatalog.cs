using Proxima.Dns.Names;

namespace Proxima.Dns.Records;

/// <summary>The explicit list of record types: from number or mnemonic to the code of one type's file.</summary>
public static class RecordCatalog
{
    /// <summary>Reads uncompressed RDATA. False when it is malformed for its type; types unknown to us always read (RFC 3597).</summary>
    public static bool TryRead(RecordType type, ReadOnlySpan<byte> rdata, out RecordData data) => throw new NotImplementedException();

    /// <summary>Parses the presentation format of one RDATA, its fields separated by blanks, quotes and \# (RFC 3597) understood.</summary>
    public static bool TryParse(RecordType type, string text, DomainName? origin, out RecordData data, out string problem) => throw new NotImplementedException();

    /// <summary>The mnemonic, or TYPEnnn.</summary>
    public static string NameOf(RecordType type) => throw new NotImplementedException();

    public static bool TryParseType(ReadOnlySpan<char> text, out RecordType type) => throw new NotImplementedException();
}

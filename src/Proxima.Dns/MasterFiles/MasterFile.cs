using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Text;

namespace Proxima.Dns.MasterFiles;

/// <summary>What a master file (RFC 1035 section 5) holds: its records in file order, or every error in it; never both.</summary>
public sealed record MasterFile(IReadOnlyList<ResourceRecord> Records, IReadOnlyList<TextError> Errors)
{
    /// <summary>Where each of <see cref="Records"/> begins, by the same index: for errors that only the whole zone shows.</summary>
    public IReadOnlyList<TextPosition> Positions { get; init; } = [];

    /// <summary>Parses the file at <paramref name="path"/>; $INCLUDE is relative to it. A file that cannot be read is an error in the result.</summary>
    public static MasterFile ParseFile(string path, DomainName origin, MasterFileLimits? limits = null)
    {
        var parser = new MasterFileParser(limits ?? MasterFileLimits.Default, origin);
        parser.ParseFile(path, new TextPosition(path, 1, 1));
        return parser.Result;
    }

    /// <summary>Parses text that came from elsewhere; <paramref name="name"/> stands for the file in errors, $INCLUDE is an error.</summary>
    public static MasterFile ParseText(string text, string name, DomainName origin, MasterFileLimits? limits = null)
    {
        var parser = new MasterFileParser(limits ?? MasterFileLimits.Default, origin);
        parser.ParseText(text, name);
        return parser.Result;
    }
}

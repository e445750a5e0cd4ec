using System.Net;
using Proxima.Dns.Names;

namespace Proxima.Tool.Checks;

/// <summary>
/// The NS records of the zone that PowerDNS's bind backend serves, as <c>proxima pdns config --zones</c> writes it: a server that does badly
/// has its line made a comment, and the comment a line again when it is well. The serial stays: it is this node's view, not the zone's content.
/// </summary>
internal sealed class NameServerLines
{
    /// <summary>Before a line that is out.</summary>
    public const string Mark = "; away: ";

    private const string Head = "; Made by 'proxima pdns config'.";

    private readonly string path;
    private readonly string[] lines;
    private readonly string apex;

    private NameServerLines(string path, string[] lines, DomainName apex)
    {
        this.path = path;
        this.lines = lines;
        this.apex = apex.ToString();
    }

    /// <summary>Every name server the zone was written with, those that are out included.</summary>
    public IReadOnlyList<string> Servers => [.. lines.Select(ServerOf).OfType<string>()];

    /// <summary>Those that are out.</summary>
    public IReadOnlyList<string> Away => [.. lines.Where(line => line.StartsWith(Mark, StringComparison.Ordinal)).Select(ServerOf).OfType<string>()];

    /// <summary>Addresses that the zone itself gives a name server in it.</summary>
    public IReadOnlyList<IPAddress> GlueOf(string server) => [.. lines
        .Select(line => line.Split('\t'))
        .Where(fields => fields is [_, _, "IN", "A" or "AAAA", _] && fields[0].Equals(server, StringComparison.OrdinalIgnoreCase))
        .Select(fields => IPAddress.Parse(fields[4]))];

    /// <exception cref="IOException">It cannot be read, or was not written by <c>proxima pdns config</c>; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public static NameServerLines Load(string path, DomainName apex)
    {
        var text = File.ReadAllLines(path);
        return text is [var first, ..] && first.StartsWith(Head, StringComparison.Ordinal)
            ? new NameServerLines(path, text, apex)
            : throw new IOException($"'{path}' is no zone that 'proxima pdns config --zones' wrote: it is left as it is");
    }

    /// <summary>Takes exactly these out; false when they are out already.</summary>
    public bool Set(IReadOnlyCollection<string> away)
    {
        var isChanged = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (ServerOf(lines[i]) is not { } server)
            {
                continue;
            }

            var record = lines[i].StartsWith(Mark, StringComparison.Ordinal) ? lines[i][Mark.Length..] : lines[i];
            var wanted = away.Contains(server) ? Mark + record : record;
            isChanged |= wanted != lines[i];
            lines[i] = wanted;
        }

        return isChanged;
    }

    /// <summary>By rename: PowerDNS never reads half a zone.</summary>
    public void Save()
    {
        var fresh = path + ".new";
        File.WriteAllLines(fresh, lines);
        File.SetUnixFileMode(fresh, File.GetUnixFileMode(path));
        File.Move(fresh, path, overwrite: true);
    }

    private string? ServerOf(string line)
    {
        var record = line.StartsWith(Mark, StringComparison.Ordinal) ? line[Mark.Length..] : line;
        return record.Split('\t') is [var owner, _, "IN", "NS", var server] && owner.Equals(apex, StringComparison.OrdinalIgnoreCase) ? server : null;
    }
}

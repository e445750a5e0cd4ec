using System.Text;
using Proxima.Dns.Names;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// The pipe-regex that lets PowerDNS ask the coprocess for steered names only: a POSIX extended expression over the name without its final dot,
/// compared without case and without anchors. Before 4.0 the type stood behind a semicolon; an expression with one matches nothing today.
/// </summary>
public static class PipeRegex
{
    /// <summary>A longer expression becomes one for whole zones: it is tried at every question.</summary>
    public const int MaxLength = 2000;

    public static string Of(IReadOnlyCollection<DomainName> steered, IReadOnlyCollection<DomainName> zones)
    {
        var names = string.Join('|', steered.Select(Escape).Distinct().Order(StringComparer.Ordinal));
        return names.Length == 0 ? "^$"
            : names.Length <= MaxLength ? $"^({names})$"
            : $@"^(.*\.)?({string.Join('|', zones.Select(Escape).Order(StringComparer.Ordinal))})$";
    }

    // What is no letter of a host name matches any character: one question too many does no harm.
    private static string Escape(DomainName name)
    {
        var text = new StringBuilder();
        foreach (var character in name.ToLowerCase().ToString().TrimEnd('.'))
        {
            text.Append(character switch
            {
                '.' => @"\.",
                '*' => @"\*",
                '-' or '_' => character.ToString(),
                _ when char.IsAsciiLetterOrDigit(character) => character.ToString(),
                _ => ".",
            });
        }

        return text.ToString();
    }
}

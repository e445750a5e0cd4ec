using System.Diagnostics.CodeAnalysis;
using Proxima.Dns.Names;

namespace Proxima.Settings.Plugin;

/// <summary>An e-mail address as the RNAME of an SOA: the local part is one label, its dots escaped (RFC 1035 section 8).</summary>
internal static class MailboxName
{
    public static bool TryParse(string email, [MaybeNullWhen(false)] out DomainName mailbox)
    {
        mailbox = null;
        var at = email.IndexOf('@');
        if (at <= 0 || at != email.LastIndexOf('@') || email.AsSpan(at + 1).IndexOf('.') < 0 || email.Any(char.IsWhiteSpace))
        {
            return false;
        }

        var local = email[..at].Replace("\\", "\\\\", StringComparison.Ordinal).Replace(".", "\\.", StringComparison.Ordinal);
        return DomainName.TryParse($"{local}.{email[(at + 1)..]}", null, out mailbox, out _);
    }
}

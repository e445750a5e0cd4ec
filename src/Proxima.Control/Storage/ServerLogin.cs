using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Control.Storage;

/// <summary>Where a database server is, and as whom to speak to it.</summary>
public sealed record ServerLogin(string Server, int Port, string User, Secret? Password, Tls Tls, string? TlsAuthority)
{
    /// <summary>A path instead of a host's name: a socket of this machine.</summary>
    public bool IsSocket => Server.StartsWith('/');

    /// <summary>For a person: never with the password.</summary>
    public string Address => IsSocket ? Server : $"{(Server.Contains(':', StringComparison.Ordinal) ? $"[{Server}]" : Server)}:{Port}";

    public static ServerLogin Of(DatabaseSettings settings) =>
        new(settings.Server, settings.Port, settings.User, settings.Password, settings.Tls, settings.TlsAuthority);
}

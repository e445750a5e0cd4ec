namespace Proxima.Measurement.Probes;

/// <summary>What is asked for over HTTP, at whatever address.</summary>
internal sealed record HttpPlace(bool IsTls, int Port, string Host, string Path)
{
    /// <summary>With the port where it is not the scheme's own (RFC 9110 section 7.2).</summary>
    public string HostField => Port == (IsTls ? 443 : 80) ? Host : $"{Host}:{Port}";

    /// <summary>Where a redirect leads; the address stays. Null when it leads nowhere one can follow.</summary>
    public HttpPlace? Follow(string? location)
    {
        var scheme = IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        return location is not null
            && Uri.TryCreate(new Uri($"{scheme}://{Host}:{Port}{Path}"), location, out var target)
            && (target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps)
            ? new HttpPlace(target.Scheme == Uri.UriSchemeHttps, target.Port, target.IdnHost, target.PathAndQuery)
            : null;
    }
}

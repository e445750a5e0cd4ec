using Proxima.Engine.Latency;
using Proxima.Engine.Protection;

namespace Proxima.Tool.Serving;

/// <summary>The guard of the answers as <c>proxima serve</c> was told to set it up, with the file of its cookies' secrets.</summary>
internal sealed class ServeGuard
{
    private readonly CookieSecretFile? file;
    private readonly CookieMint cookies;

    public ServeGuard(ServeSettings settings)
    {
        if (settings.CookieSecretPath is { } path)
        {
            file = new CookieSecretFile(path);
            file.Refresh();
        }

        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        CookieSecret.FillRandom(seed);
        cookies = new CookieMint(file?.Secrets ?? new CookieSecrets(CookieSecret.CreateRandom()), TimeProvider.System);
        var limit = settings.RateLimitPerSecond > 0
            ? new RateLimit(
                new RateLimitSettings(settings.RateLimitPerSecond, settings.RateLimitSlip, new PrefixSet(settings.RateLimitExempt)),
                BitConverter.ToUInt64(seed),
                TimeProvider.System)
            : null;
        Guard = new Guard(cookies, limit);
    }

    public Guard Guard { get; }

    /// <summary>Why the secrets' file cannot be used, in one line; null: it can.</summary>
    public string? Problem => file?.Problem;

    /// <summary>To be called every 100 ms or so. Returns what is to be said of a file of secrets that was changed.</summary>
    public string? Look()
    {
        Guard.Look();
        if (file?.Refresh() != true)
        {
            return null;
        }

        if (file.Problem is { } problem)
        {
            return $"{problem}; cookies are made with the last good secret";
        }

        cookies.Take(file.Secrets!);
        return "the cookie secret was changed and is taken over";
    }
}

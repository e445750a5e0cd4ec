using Proxima.Measurement.Agents;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Tool.Measuring;

/// <summary>What a person gave on the command line; null or empty is not given.</summary>
internal sealed record AgentFlags(string? Config, string? Site, IReadOnlyList<string> Peers, string? TokenFile)
{
    public string? Interval { get; init; }

    public string? Spool { get; init; }

    public IReadOnlyList<int> PassivePorts { get; init; } = [];
}

/// <summary>Flags laid over the [Agent] section of the settings: where the agent stands and how fast it measures, or every error in them.</summary>
internal sealed class AgentRequest
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);
    private readonly List<string> errors = [];

    private AgentRequest()
    {
    }

    public IReadOnlyList<string> Errors => errors;

    public AgentPlace Place { get; private set; } = new(new UplinkSender("", AgentToken.None, null), []);

    public AgentPace Pace { get; private set; } = new();

    public static AgentRequest Read(AgentFlags flags, IReadOnlyDictionary<string, string> environment)
    {
        var request = new AgentRequest();
        var node = request.LoadSettings(flags.Config, environment);
        var settings = node.Agent;
        var site = request.ReadSite(flags.Site ?? settings.Site);
        var peers = request.ReadPeers(flags.Peers, settings.Peers);
        var sender = new UplinkSender(site, request.ReadToken(flags.TokenFile, settings.Token, flags.Config), flags.Spool ?? settings.Spool)
        {
            Roll = request.ReadRoll(node.Peers.Key, site),

            // Who is given one node leaves it to that node to tell the others; who is given several is given all.
            ToAll = peers.Count > 1,
        };
        request.Place = new AgentPlace(sender, peers);
        request.Pace = new AgentPace { Interval = request.ReadInterval(flags.Interval), PassivePorts = request.ReadPorts(flags.PassivePorts, settings.PassivePorts) };
        return request;
    }

    private NodeSettings LoadSettings(string? config, IReadOnlyDictionary<string, string> environment)
    {
        // Without a file the environment still counts, as it does for the node.
        var file = config is null ? NodeSettingsFile.Parse("", "proxima.conf", environment) : NodeSettingsFile.Load(config, environment);
        errors.AddRange(file.Errors.Select(error => error.ToString()));
        return file.Settings;
    }

    private string ReadSite(string? site)
    {
        if (string.IsNullOrWhiteSpace(site))
        {
            errors.Add("no site, expected --site NAME, or Site = NAME in [Agent] of the settings");
        }

        return site?.Trim() ?? "";
    }

    private List<Uri> ReadPeers(IReadOnlyList<string> texts, IReadOnlyList<Uri> fromSettings)
    {
        var peers = new List<Uri>();
        foreach (var text in texts)
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var peer) && peer.Scheme is "http" or "https")
            {
                peers.Add(peer);
            }
            else
            {
                errors.Add($"--peer '{text}', expected a URL that begins with http:// or https://");
            }
        }

        if (texts.Count == 0)
        {
            peers.AddRange(fromSettings);
        }

        if (peers.Count == 0 && texts.Count == 0)
        {
            errors.Add("no peer to report to, expected --peer URL, or Peers = URL, ... in [Agent] of the settings");
        }

        return [.. peers.DistinctBy(peer => peer.AbsoluteUri.TrimEnd('/'))];
    }

    private PeerRoll? ReadRoll(Secret? key, string site) => key is null || errors.Count > 0 ? null : new PeerRoll(PeerIdentity.Create(new PeerKey(key.Reveal()), site));

    private IReadOnlyList<int> ReadPorts(IReadOnlyList<int> given, IReadOnlyList<int> fromSettings)
    {
        errors.AddRange(given.Where(port => port is < 1 or > 65535).Select(port => $"--passive-port {port}, expected a number from 1 to 65535"));
        return given.Count > 0 ? given : fromSettings;
    }

    private AgentToken ReadToken(string? file, Secret? fromSettings, string? config)
    {
        if (file is null)
        {
            return fromSettings is null ? AgentToken.None : AgentToken.FromSettings(fromSettings.Reveal(), $"[Agent] of {config ?? "the environment"}");
        }

        try
        {
            return AgentToken.FromFile(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--token-file {file}: {unreadable.Message}, expected a readable file that holds the token");
            return AgentToken.None;
        }
    }

    private TimeSpan? ReadInterval(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DurationText.TryParse(text, out var interval) && interval >= ShortestInterval)
        {
            return interval;
        }

        errors.Add($"--interval '{text}', expected {DurationText.Expected}, from 100ms to 24h");
        return null;
    }
}

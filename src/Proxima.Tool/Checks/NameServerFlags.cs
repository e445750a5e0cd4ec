using System.Diagnostics.CodeAnalysis;
using Proxima.Dns.Names;
using Proxima.Engine.Steering;
using Proxima.Settings.Node;
using Proxima.Settings.Steering;
using Proxima.Settings.Values;

namespace Proxima.Tool.Checks;

/// <summary>What <c>check.dns</c> was given on the command line.</summary>
internal sealed record NameServerFlags(string? Zone, string? Name, int Port, string Timeout)
{
    public string? ZoneFile { get; init; }

    public string? Reload { get; init; }

    /// <summary>What to ask, or what is wrong in one line.</summary>
    public bool TryRead(SteeringFile steering, PeerSettings peers, [NotNullWhen(true)] out NameServerQuestions? questions, out string problem)
    {
        questions = null;
        var timeout = TimeSpan.Zero;
        problem = peers.Hosts.Count == 0 ? "no peers, expected Hosts or ClusterFile in [Peers] of the settings"
            : Port is < 1 or > 65535 ? $"--port {Port}, expected a number from 1 to 65535"
            : !DurationText.TryParse(Timeout, out timeout) ? $"--timeout '{Timeout}', expected {DurationText.Expected}"
            : string.Empty;
        if (problem.Length > 0)
        {
            return false;
        }

        var zone = steering.Zones.FirstOrDefault(zone => Zone is null || IsNamed(zone.Apex, Zone));
        var name = zone is null ? null : steering.Model.Names.FirstOrDefault(name => Name is null ? IsIn(name.Name, zone.Apex) : IsNamed(name.Name, Name));
        if (name is null)
        {
            problem = zone is null ? $"--zone '{Zone}', expected a zone of the steering file" : $"--name '{Name}', expected a steered name in {zone.Apex}";
            return false;
        }

        var known = steering.Model.Pools.Single(pool => pool.Name == name.Pool).Endpoints.Select(endpoint => endpoint.Address).Concat(name.Static ?? []).Distinct().ToList();
        questions = new NameServerQuestions(zone!.Apex, name, known, Port, timeout);
        return true;
    }

    private static bool IsNamed(DomainName name, string text) => name.ToString().TrimEnd('.').Equals(text.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    // A wildcard is no name to ask for.
    private static bool IsIn(DomainName name, DomainName apex)
    {
        var (text, zone) = (name.ToString(), apex.ToString());
        return !text.StartsWith('*') && (text.Equals(zone, StringComparison.OrdinalIgnoreCase) || text.EndsWith($".{zone}", StringComparison.OrdinalIgnoreCase));
    }
}

using System.Globalization;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;

namespace Proxima.Engine.Steering;

/// <summary>Rules as people write them: <c>192.0.2.0/24</c>, <c>AS64496</c>, <c>DE</c>, <c>eu</c>, <c>unknown</c>. Collects the rules of one filter and what is wrong with them.</summary>
internal sealed class NetworkRuleReader(FilterParameters parameters)
{
    public const string Expected = "a network (192.0.2.0/24), an autonomous system (AS64496), a country (DE), eu, eea or unknown";

    /// <summary>Most rules of one filter.</summary>
    public const int MaxRules = 65_536;

    /// <summary>The member states of the European Union (since 2020).</summary>
    private const string EuropeanUnion = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE";

    /// <summary>The European Economic Area: the Union with Iceland, Liechtenstein and Norway.</summary>
    private const string EconomicArea = EuropeanUnion + " IS LI NO";

    private readonly List<NetworkRule> rules = [];
    private readonly HashSet<object> seen = [];

    public IReadOnlyList<NetworkRule> Rules => rules;

    /// <summary>Clients named by <paramref name="text"/> are of class <paramref name="number"/>; a problem is reported at the parameter's item.</summary>
    public void Add(string parameter, string text, ushort number, int item)
    {
        var before = rules.Count;
        if (text is "eu" or "eea")
        {
            foreach (var country in (text == "eu" ? EuropeanUnion : EconomicArea).Split(' '))
            {
                rules.Add(NetworkRule.Of(CountryCode.TryParse(country, out var code) ? code : default, number));
            }
        }
        else if (text == "unknown")
        {
            rules.Add(NetworkRule.Of(default(CountryCode), number));
        }
        else if (text.StartsWith("AS", StringComparison.OrdinalIgnoreCase) && uint.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var system) && system != 0)
        {
            rules.Add(NetworkRule.OfSystem(system, number));
        }
        else if (CountryCode.TryParse(text, out var country))
        {
            rules.Add(NetworkRule.Of(country, number));
        }
        else if (IsNetwork(text, out var network))
        {
            rules.Add(NetworkRule.Of(in network, number));
        }
        else
        {
            parameters.Add(parameter, $"'{text}' names no clients", Expected, item);
        }

        Check(parameter, text, before, item);
    }

    private void Check(string parameter, string text, int before, int item)
    {
        if (rules.Count > MaxRules)
        {
            parameters.Add(parameter, $"more than {MaxRules} rules in one filter", $"at most {MaxRules}", item);
            rules.RemoveRange(MaxRules, rules.Count - MaxRules);
        }

        for (var i = before; i < rules.Count; i++)
        {
            if (!seen.Add(rules[i].Key))
            {
                parameters.Add(parameter, $"'{text}' names clients that are named before", "each once", item);
                rules.RemoveRange(before, rules.Count - before);
            }
        }
    }

    // What stands beyond the length is most likely a slip; of an IPv6 address the upper 64 bits tell clients apart.
    private static bool IsNetwork(string text, out Prefix network) =>
        Prefix.TryParse(text, out network)
        && (!network.IsIPv6 || network.Length <= LatencyMap.MaxIPv6Length)
        && Prefix.TryParse(text.Split('/')[0], out var address) && address.High == network.High && address.Low == network.Low;
}

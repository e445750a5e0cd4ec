using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;

namespace Proxima.Engine.Steering;

/// <summary>What a rule names clients by.</summary>
internal enum RuleKind : byte
{
    IPv4 = 0, IPv6 = 1, AutonomousSystem = 2, Country = 3, UnknownCountry = 4,
}

/// <summary>One rule as it lies in the snapshot: these clients are of this class.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal readonly record struct NetworkRule(RuleKind Kind, byte Length, ushort Class, uint Number, ulong High)
{
    public const int Size = 16;

    public static NetworkRule Of(in Prefix network, ushort number) =>
        new(network.IsIPv6 ? RuleKind.IPv6 : RuleKind.IPv4, network.Length, number, 0, network.High);

    public static NetworkRule OfSystem(uint autonomousSystem, ushort number) => new(RuleKind.AutonomousSystem, 0, number, autonomousSystem, 0);

    public static NetworkRule Of(CountryCode country, ushort number) => new(country.IsKnown ? RuleKind.Country : RuleKind.UnknownCountry, 0, number, Unsafe.BitCast<CountryCode, ushort>(country), 0);

    /// <summary>Two rules that name the very same clients.</summary>
    public (RuleKind Kind, byte Length, uint Number, ulong High) Key => (Kind, Length, Number, High);
}

/// <summary>
/// Which class of clients an address is of, by network, autonomous system or country. The most specific rule counts: a network before an
/// autonomous system before a country, of networks the longest.
/// </summary>
public sealed class NetworkClasses
{
    /// <summary>No rule names the client.</summary>
    public const ushort None = ushort.MaxValue;

    private readonly ClassRanges ipv4;
    private readonly ClassRanges ipv6;
    private readonly Dictionary<uint, ushort> systems;
    private readonly Dictionary<uint, ushort> countries;
    private readonly bool readsNetworks;
    private readonly bool readsPlace;

    internal NetworkClasses(ReadOnlySpan<NetworkRule> rules)
    {
        var all = rules.ToArray();
        ipv4 = new ClassRanges(all.Where(rule => rule.Kind == RuleKind.IPv4));
        ipv6 = new ClassRanges(all.Where(rule => rule.Kind == RuleKind.IPv6));
        systems = all.Where(rule => rule.Kind == RuleKind.AutonomousSystem).ToDictionary(rule => rule.Number, rule => rule.Class);
        countries = all.Where(rule => rule.Kind is RuleKind.Country or RuleKind.UnknownCountry).ToDictionary(rule => rule.Number, rule => rule.Class);
        readsNetworks = all.Any(rule => rule.Kind <= RuleKind.IPv6);
        readsPlace = systems.Count + countries.Count > 0;
    }

    /// <summary>The class of a client, or <see cref="None"/>. What it looked at is reported whatever it found.</summary>
    public ushort ClassOf(in Client client, ref Scope scope)
    {
        var found = None;
        if (readsNetworks)
        {
            found = (client.Network.IsIPv6 ? ipv6 : ipv4).Find(client.Network.High, out var range);
            scope.RelyOnPrefix(range.ShortestPrefixAround(client.Network.High));
        }

        if (!readsPlace)
        {
            return found;
        }

        var match = client.FindPlace();
        scope.RelyOnPlace(client.Network, in match);
        return found != None
            || (match.Place.AutonomousSystem != 0 && systems.TryGetValue(match.Place.AutonomousSystem, out found))
            || countries.TryGetValue(Unsafe.BitCast<CountryCode, ushort>(match.Place.Country), out found)
            ? found
            : None;
    }

    /// <summary>The networks of one family, flattened into neighbouring ranges.</summary>
    private sealed class ClassRanges
    {
        private readonly List<ulong> starts = [0];
        private readonly List<ushort> classes = [None];

        public ClassRanges(IEnumerable<NetworkRule> rules)
        {
            var open = new Stack<(ulong Last, ushort Class)>();
            foreach (var rule in rules.OrderBy(rule => rule.High).ThenBy(rule => rule.Length))
            {
                CloseBefore(open, rule.High);
                Begin(rule.High, rule.Class);
                open.Push((rule.High | (rule.Length == 64 ? 0 : ulong.MaxValue >> rule.Length), rule.Class));
            }

            CloseBefore(open, ulong.MaxValue);
        }

        public ushort Find(ulong address, out AddressRange range)
        {
            var (low, high) = (0, starts.Count);
            while (high - low > 1)
            {
                var middle = (low + high) >>> 1;
                (low, high) = starts[middle] <= address ? (middle, high) : (low, middle);
            }

            range = new AddressRange(starts[low], low + 1 < starts.Count ? starts[low + 1] - 1 : ulong.MaxValue);
            return classes[low];
        }

        private void CloseBefore(Stack<(ulong Last, ushort Class)> open, ulong address)
        {
            while (open.TryPeek(out var innermost) && innermost.Last < address)
            {
                open.Pop();
                Begin(innermost.Last + 1, open.TryPeek(out var around) ? around.Class : None);
            }
        }

        private void Begin(ulong start, ushort number)
        {
            if (starts[^1] == start)
            {
                classes[^1] = number;
            }
            else
            {
                starts.Add(start);
                classes.Add(number);
            }

            if (classes.Count > 1 && classes[^2] == classes[^1])
            {
                starts.RemoveAt(starts.Count - 1);
                classes.RemoveAt(classes.Count - 1);
            }
        }
    }
}

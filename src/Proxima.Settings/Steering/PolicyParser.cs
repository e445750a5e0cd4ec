using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary>Policies: a chain of filters, each a word (<c>healthy</c>), a word with one value (<c>take: 2</c>) or with named ones (<c>nearest: { tolerance: 10ms }</c>).</summary>
internal sealed class PolicyParser(IReadOnlyList<Site> sites, List<TextError> errors)
{
    /// <summary>The parameter that <c>take: 2</c> gives.</summary>
    private const string LoneParameter = "n";

    private static readonly string[] WhenEmptyWords = ["all", "none", "static", "previous"];

    // Only whether the filters are right is asked here, and that is so at any time.
    private readonly FilterGround ground = new(sites, DateTimeOffset.UnixEpoch);

    public Policy Parse(string name, YamlMapReader map)
    {
        var hasBoth = map.Node("chain") is not null && map.Node("algorithm") is not null;
        if (hasBoth)
        {
            errors.Add(map.PositionOf("algorithm").Error("algorithm beside chain", "one of the two: they are the same"));
        }

        var key = map.Node("chain") is null ? "algorithm" : "chain";
        var nodes = map.List(key);
        if (nodes.Count is 0 or > SteeringLimits.FiltersOfChain)
        {
            errors.Add(map.PositionOf(key).Error($"{nodes.Count} filters in policy '{name}'", $"chain: 1 to {SteeringLimits.FiltersOfChain} filters"));
        }

        var chain = nodes.Select(node => ParseFilter(node)).OfType<FilterSettings>().ToList();
        var whenEmpty = map.Reference("when-empty", "when-empty", WhenEmptyWords, isRequired: false) switch
        {
            "none" => WhenEmpty.None,
            "static" => WhenEmpty.Static,
            "previous" => WhenEmpty.Previous,
            _ => WhenEmpty.All,
        };
        if (chain.Count == nodes.Count && PolicyCheck.ProblemOf(whenEmpty, [.. chain.Select(Compile)]) is var (what, expected))
        {
            errors.Add(map.PositionOf("when-empty").Error(what, expected));
        }

        return new Policy(name, chain, whenEmpty) { MinHealthy = map.Share("min-healthy", 0) };
    }

    /// <summary>A filter that was found to be right.</summary>
    public CompiledFilter Compile(FilterSettings settings) => FilterCatalog.TryCompile(settings, ground, out var filter, out _) ? filter : default;

    private FilterSettings? ParseFilter(YamlNode node)
    {
        var (name, at, value) = node switch
        {
            YamlScalar { IsNothing: false } word => (word.Text, word.At, null),
            YamlMap { Entries: [var only] } => (only.Key.Text, only.Key.At, only.Value),
            _ => (string.Empty, node.At, (YamlNode?)null),
        };
        if (name.Length == 0)
        {
            errors.Add(at.Error("entry of a chain that names no filter", "a filter, as healthy or take: 2"));
            return null;
        }

        return CompileFilter(name, at, value);
    }

    private FilterSettings? CompileFilter(string name, TextPosition at, YamlNode? value)
    {
        var before = errors.Count;
        var parameters = ParametersOf(name, value);
        var settings = new FilterSettings(name, parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.Text));
        if (errors.Count > before || FilterCatalog.TryCompile(settings, ground, out _, out var problems))
        {
            return settings;
        }

        errors.AddRange(problems.Select(problem =>
            (problem.Parameter is null ? at : parameters[problem.Parameter].PositionOf(problem.Item)).Error(problem.What, problem.Expected)));
        return null;
    }

    private Dictionary<string, Written> ParametersOf(string filter, YamlNode? value)
    {
        var parameters = new Dictionary<string, Written>();
        if (value is YamlScalar lone && !lone.IsNothing)
        {
            parameters[LoneParameter] = new Written(lone.Text, lone.At, []);
        }
        else if (value is not null)
        {
            foreach (var (key, node) in YamlMapReader.EntriesOf(value, $"filter '{filter}'", errors))
            {
                if (node is YamlScalar scalar)
                {
                    parameters[key.Text] = new Written(scalar.Text, key.At, []);
                }
                else if (node is YamlList list && list.Items.All(item => item is YamlScalar { IsNothing: false } single && !single.Text.Contains(FilterSettings.ItemSeparator, StringComparison.Ordinal)))
                {
                    parameters[key.Text] = new Written(string.Join(FilterSettings.ItemSeparator, list.Items.Select(item => ((YamlScalar)item).Text)), key.At, [.. list.Items.Select(item => item.At)]);
                }
                else
                {
                    errors.Add(node.At.Error($"{key.Text} of filter '{filter}' is neither a single value nor a list of such", "one value, or [value, ...]"));
                }
            }
        }

        return parameters;
    }

    /// <summary>One parameter as written; of a list, where each item stands.</summary>
    private sealed record Written(string Text, TextPosition At, IReadOnlyList<TextPosition> Items)
    {
        public TextPosition PositionOf(int item) => item < Items.Count ? Items[item] : At;
    }
}

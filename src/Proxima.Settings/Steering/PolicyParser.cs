using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary>Policies: a chain of filters, each a word (<c>healthy</c>), a word with one value (<c>take: 2</c>) or with named ones (<c>nearest: { tolerance: 10ms }</c>).</summary>
internal static class PolicyParser
{
    /// <summary>The parameter that <c>take: 2</c> gives.</summary>
    private const string LoneParameter = "n";

    private static readonly string[] WhenEmptyWords = ["all", "none", "static"];

    public static Policy Parse(string name, YamlMapReader map, List<TextError> errors)
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

        var chain = nodes.Select(node => ParseFilter(node, errors)).OfType<FilterSettings>().ToList();
        var whenEmpty = map.Reference("when-empty", "when-empty", WhenEmptyWords, isRequired: false) switch
        {
            "none" => WhenEmpty.None,
            "static" => WhenEmpty.Static,
            _ => WhenEmpty.All,
        };
        return new Policy(name, chain, whenEmpty);
    }

    private static FilterSettings? ParseFilter(YamlNode node, List<TextError> errors)
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

        return CompileFilter(name, at, value, errors);
    }

    private static FilterSettings? CompileFilter(string name, TextPosition at, YamlNode? value, List<TextError> errors)
    {
        var before = errors.Count;
        var parameters = ParametersOf(name, value, errors);
        var settings = new FilterSettings(name, parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.Text));
        if (errors.Count > before || FilterCatalog.TryCompile(settings, out _, out var problems))
        {
            return settings;
        }

        errors.AddRange(problems.Select(problem =>
            (problem.Parameter is null ? at : parameters[problem.Parameter].At).Error(problem.What, problem.Expected)));
        return null;
    }

    private static Dictionary<string, (string Text, TextPosition At)> ParametersOf(string filter, YamlNode? value, List<TextError> errors)
    {
        var parameters = new Dictionary<string, (string, TextPosition)>();
        if (value is YamlScalar lone && !lone.IsNothing)
        {
            parameters[LoneParameter] = (lone.Text, lone.At);
        }
        else if (value is not null)
        {
            foreach (var (key, node) in YamlMapReader.EntriesOf(value, $"filter '{filter}'", errors))
            {
                if (node is YamlScalar scalar)
                {
                    parameters[key.Text] = (scalar.Text, key.At);
                }
                else
                {
                    errors.Add(node.At.Error($"{key.Text} of filter '{filter}' is no single value", "one value"));
                }
            }
        }

        return parameters;
    }
}

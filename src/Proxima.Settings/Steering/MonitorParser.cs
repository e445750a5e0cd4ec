using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary><c>ping: { kind: icmp, interval: 5s, timeout: 2s, fall: 3, rise: 2 }</c>, and the keys of the kind: see <see cref="CheckParser"/>.</summary>
internal static class MonitorParser
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(1);

    public static MonitorSettings? Parse(string name, YamlMapReader map, List<TextError> errors)
    {
        var kind = map.Reference("kind", "kind", CheckParser.Kinds, isRequired: true);
        var interval = map.Duration("interval", MonitorSettings.DefaultInterval, LeastInterval, MostInterval);
        var timeout = map.Duration("timeout", interval < MonitorSettings.DefaultTimeout ? interval : MonitorSettings.DefaultTimeout, LeastTimeout, MostTimeout);
        var fall = map.Number("fall", 3, 1, 100);
        var rise = map.Number("rise", 2, 1, 100);
        if (timeout > interval)
        {
            errors.Add(map.PositionOf("timeout").Error($"timeout {timeout.TotalSeconds}s above the interval", $"at most {interval.TotalSeconds}s"));
        }

        if (kind is null)
        {
            // Which keys it may have is not known: none of them is a second error.
            map.KnowAll();
            return null;
        }

        return CheckParser.Parse(kind, name, map, errors) is { } check ? new MonitorSettings(name, check, interval, timeout, fall, rise) : null;
    }

    /// <summary>
    /// What a pool says under <c>monitor</c>: a name, a list of which all must say up, or <c>{ any: [...] }</c>, <c>{ all: [...] }</c>,
    /// <c>{ at-least: 2, of: [...] }</c>.
    /// </summary>
    public static MonitorChoice? ParseChoice(YamlMapReader pool, IReadOnlyCollection<string> known, List<TextError> errors)
    {
        switch (pool.Node("monitor"))
        {
            case null:
                return null;
            case YamlScalar:
                return pool.Reference("monitor", "monitor", known, isRequired: false) is { } one ? MonitorChoice.One(one) : null;
            case YamlList list:
                return Choose(list, "monitor", needOf: count => count, known, errors);
            case var node:
                var map = new YamlMapReader(node, "monitor", errors);
                var choice = ParseMap(map, known, errors);
                map.ReportUnknown();
                return choice;
        }
    }

    private static MonitorChoice? ParseMap(YamlMapReader map, IReadOnlyCollection<string> known, List<TextError> errors)
    {
        var key = new[] { "any", "all", "of" }.FirstOrDefault(key => map.Node(key) is not null) ?? "any";
        var least = map.Number("at-least", 0, 1, MonitorChoice.MaxMonitors);
        if ((key == "of") != (least > 0) && errors.Count == 0)
        {
            errors.Add(map.PositionOf("at-least").Error("monitor that does not say how many must be up", "any: [...], all: [...], or at-least: NUMBER with of: [...]"));
        }

        var names = map.List(key);
        if (least > names.Count)
        {
            errors.Add(map.PositionOf("at-least").Error($"at-least {least} of {names.Count} monitors", $"a number from 1 to {names.Count}"));
        }

        return Choose(new YamlList(map.PositionOf(key), names), key, count => key switch { "any" => 1, "all" => count, _ => least }, known, errors);
    }

    private static MonitorChoice? Choose(YamlList list, string key, Func<int, int> needOf, IReadOnlyCollection<string> known, List<TextError> errors)
    {
        var before = errors.Count;
        if (list.Items.Count is 0 or > MonitorChoice.MaxMonitors)
        {
            errors.Add(list.At.Error($"{list.Items.Count} monitors under {key}", $"1 to {MonitorChoice.MaxMonitors} names of monitors"));
        }

        var names = new List<string>();
        foreach (var item in list.Items)
        {
            var name = (item as YamlScalar)?.Text ?? string.Empty;
            if (!known.Contains(name))
            {
                errors.Add(item.At.Error($"unknown monitor '{name}'", Values.KnownWord.Expected(name, known, "monitor")));
            }
            else if (names.Contains(name))
            {
                errors.Add(item.At.Error($"monitor '{name}' a second time", "it once"));
            }

            names.Add(name);
        }

        return errors.Count == before ? new MonitorChoice(names, needOf(names.Count)) : null;
    }
}

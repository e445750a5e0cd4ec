using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary><c>ping: { kind: icmp, interval: 5s, timeout: 2s, fall: 3, rise: 2 }</c></summary>
internal static class MonitorParser
{
    private static readonly string[] Kinds = ["icmp", "tcp", "dns"];
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(1);

    public static MonitorSettings? Parse(string name, YamlMapReader map, List<TextError> errors)
    {
        var kind = map.Reference("kind", "kind", Kinds, isRequired: true);
        var interval = map.Duration("interval", TimeSpan.FromSeconds(5), LeastInterval, MostInterval);
        var timeout = map.Duration("timeout", TimeSpan.FromSeconds(2), LeastTimeout, MostTimeout);
        var fall = map.Number("fall", 3, 1, 100);
        var rise = map.Number("rise", 2, 1, 100);
        int? port = map.Text("port") is null ? null : map.Number("port", 0, 1, 65535);
        if (timeout > interval)
        {
            errors.Add(map.PositionOf("timeout").Error($"timeout {timeout.TotalSeconds}s above the interval", $"at most {interval.TotalSeconds}s"));
        }

        if (kind == "icmp" && port is not null)
        {
            errors.Add(map.PositionOf("port").Error("port of an icmp monitor", "none: only tcp and dns have one"));
        }
        else if (kind == "tcp" && port is null)
        {
            errors.Add(map.PositionOf("port").Error($"tcp monitor '{name}' without port", "port: 1 to 65535"));
        }

        return kind is null ? null : new MonitorSettings(name, kind, interval, timeout, fall, rise, kind == "dns" ? port ?? 53 : port);
    }
}

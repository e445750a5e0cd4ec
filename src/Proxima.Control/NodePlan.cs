using System.Collections;
using System.Globalization;
using System.Net;
using Proxima.Control.Demo;
using Proxima.Control.Publishing;
using Proxima.Dns.Text;
using Proxima.Settings.Node;

namespace Proxima.Control;

/// <summary>What a start is to do, known before anything is touched: the settings, the steering content they lead to, and the demo's model when it is one.</summary>
public sealed record NodePlan(NodeSettings Settings, SteeringReading Steering, DemoModel? Demo)
{
    private const ulong DemoSeed = 2024;

    public IReadOnlyList<TextError> Errors { get; init; } = [];

    /// <summary>Reads the files of a start; with errors nothing else of the plan is to be used.</summary>
    public static NodePlan For(NodeArguments arguments)
    {
        if (arguments.IsDemo)
        {
            return new NodePlan(DemoSettings(arguments), new SteeringReading(DemoSteering.Create(), [], []), new DemoModel(DemoSeed));
        }

        var file = NodeSettingsFile.Load(arguments.ConfigFile!, EnvironmentVariables());
        if (file.Errors.Count > 0)
        {
            return new NodePlan(file.Settings, new SteeringReading(null, [], []), null) { Errors = file.Errors };
        }

        var settings = arguments.State is { } state ? file.Settings with { State = state } : file.Settings;
        if (settings.SteeringFile is not { } steeringFile)
        {
            var error = new TextError(arguments.ConfigFile!, 1, 1, "no steering file", "File = PATH in [Steering]");
            return new NodePlan(settings, new SteeringReading(null, [], []), null) { Errors = [error] };
        }

        var steering = SteeringReading.Load(steeringFile);
        return new NodePlan(settings, steering, null) { Errors = [.. steering.Errors, .. SiteErrors(file, steering)] };
    }

    private static IEnumerable<TextError> SiteErrors(NodeSettingsFile file, SteeringReading steering)
    {
        var sites = steering.Content?.Model.Sites.Select(site => site.Name).ToList();
        if (file.Settings.Measure.Site is { } site && sites?.Contains(site) == false)
        {
            yield return file.MeasureSiteAt.Error($"unknown site '{site}'", $"a site of {file.Settings.SteeringFile}: {string.Join(", ", sites.Take(8))}");
        }
    }

    private static NodeSettings DemoSettings(NodeArguments arguments) => new()
    {
        Name = "demo",
        State = arguments.State ?? DefaultDemoState(),
        Dns = new DnsSettings { Listen = [new IPEndPoint(IPAddress.Loopback, arguments.Port)], Workers = 1 },

        // Any free port: the demo needs no other program to be absent. `proxima status --state DIR` finds it.
        Api = new ApiSettings { Listen = new IPEndPoint(IPAddress.Loopback, 0) },
    };

    private static string DefaultDemoState() =>
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } folder
            ? Path.Combine(folder, "proxima-demo")
            : Path.Combine(Path.GetTempPath(), $"proxima-demo-{Environment.UserName}");

    private static Dictionary<string, string> EnvironmentVariables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(pair => (string)pair.Key, pair => Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? string.Empty);
}

using System.Globalization;

namespace Proxima.Control;

/// <summary>The command line of proximad, or what is wrong with it.</summary>
public sealed record NodeArguments(string? ConfigFile, bool IsDemo, int Port, string? State, string? Problem)
{
    public const string Usage = """
        proximad --config FILE                     run the node in the foreground
        proximad --demo [--port N] [--state DIR]   try it: no root, no configuration, synthetic clients
        proximad db init | print | status | samples [...]    the database; see proximad db --help
        proximad --version | --help
        """;

    public const int DefaultDemoPort = 5353;

    public static NodeArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new NodeArguments(null, IsDemo: false, DefaultDemoPort, null, null);
        for (var i = 0; i < arguments.Count && parsed.Problem is null; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            parsed = arguments[i] switch
            {
                "--demo" => parsed with { IsDemo = true },
                "--config" or "--port" or "--state" when value is null => parsed with { Problem = $"{arguments[i]} needs a value" },
                "--config" => parsed with { ConfigFile = value },
                "--state" => parsed with { State = value },
                "--port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 => parsed with { Port = port },
                "--port" => parsed with { Problem = $"--port '{value}', expected 1 to 65535" },
                var unknown => parsed with { Problem = $"unknown argument '{unknown}'" },
            };
            i += arguments[i] is "--config" or "--port" or "--state" ? 1 : 0;
        }

        return parsed.Problem is null && parsed.IsDemo == parsed.ConfigFile is not null
            ? parsed with { Problem = "expected either --config FILE or --demo" }
            : parsed;
    }
}

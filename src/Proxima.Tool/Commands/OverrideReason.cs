using System.CommandLine;
using System.Globalization;
using Proxima.Settings.Values;

namespace Proxima.Tool.Commands;

/// <summary>The options that say who, why and for how long.</summary>
internal sealed class OverrideReason(TimeProvider time)
{
    private readonly Option<string> why = new("--why") { Description = "The reason, for those who will ask.", Required = true };
    private readonly Option<string?> who = new("--who") { Description = "Who says so; by default the user who runs this." };
    private readonly Option<string?> from = new("--from") { Description = "When it begins (2026-11-24T02:00Z); by default now.", HelpName = "TIME" };
    private readonly Option<string?> until = new("--until") { Description = "When it ends by itself; by default it stays until taken back.", HelpName = "TIME" };
    private readonly Option<string?> @for = new("--for") { Description = "How long it lasts (90m, 2h), in place of --until.", HelpName = "DURATION" };

    public void AddTo(Command command)
    {
        command.Add(why);
        command.Add(who);
        command.Add(from);
        command.Add(until);
        command.Add(@for);
    }

    public bool TryRead(ParseResult parsed, out Said said, out string problem)
    {
        said = new Said(parsed.GetValue(who) ?? UserName(), parsed.GetValue(why)!, null, null);
        if (parsed.GetValue(until) is not null && parsed.GetValue(@for) is not null)
        {
            problem = "--until and --for: expected one of the two";
            return false;
        }

        if (!TryTime(parsed.GetValue(from), out var begins, out problem) || !TryTime(parsed.GetValue(until), out var ends, out problem))
        {
            return false;
        }

        if (parsed.GetValue(@for) is { } length)
        {
            if (!DurationText.TryParse(length, out var duration))
            {
                problem = $"--for '{length}': expected {DurationText.Expected}";
                return false;
            }

            ends = (begins ?? time.GetUtcNow()) + duration;
        }

        said = said with { From = begins, Until = ends };
        return true;
    }

    private static bool TryTime(string? text, out DateTimeOffset? at, out string problem)
    {
        at = null;
        problem = string.Empty;
        if (text is null)
        {
            return true;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var parsed))
        {
            problem = $"'{text}' is no time: expected one like 2026-11-24T02:00Z";
            return false;
        }

        at = parsed;
        return true;
    }

    // Behind sudo, the person and not the role.
    private static string UserName() => Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } user ? user : Environment.UserName;

    internal sealed record Said(string Who, string Why, DateTimeOffset? From, DateTimeOffset? Until);
}

using System.CommandLine;
using System.CommandLine.Help;

namespace Proxima.Manual;

/// <summary>A command's own words about itself, in Markdown.</summary>
internal static class CommandText
{
    private static bool IsOurs(Option option) => option is { Hidden: false } and not HelpOption and not VersionOption && option.Name != "--help";

    public static string Synopsis(Command command, string path)
    {
        var arguments = string.Concat(command.Arguments.Select(argument =>
            argument.Arity.MinimumNumberOfValues == 0 ? $" [*{Plain(argument.Name)}*]" : $" *{Plain(argument.Name)}*") );
        var flags = command.Options.Any(IsOurs) ? " [*OPTION*]..." : string.Empty;
        var own = command.Subcommands.Count == 0 || command.Action is not null ? $"**{path}**{arguments}{flags}\n\n" : string.Empty;
        return own + string.Concat(command.Subcommands.Where(sub => !sub.Hidden).Select(sub => Synopsis(sub, $"{path} {sub.Name}")));
    }

    /// <summary>Arguments and options as a list of definitions; those of subcommands under their names.</summary>
    public static string Options(Command command)
    {
        var own = string.Concat(command.Arguments.Where(argument => argument.Description is not null).Select(argument => $"*{Plain(argument.Name)}*\n: {Sentence(argument.Description)}\n\n"))
            + string.Concat(command.Options.Where(IsOurs).Select(option => $"{Flag(option)}\n: {Sentence(option.Description)}{(option.Required ? " Must be given." : string.Empty)}\n\n"));
        return own + string.Concat(command.Subcommands.Where(sub => !sub.Hidden)
            .Select(sub => $"## {sub.Name}\n\n{Sentence(sub.Description)}\n\n{Options(sub)}"));
    }

    public static string Sentence(string? text) => (text ?? string.Empty).Trim().TrimEnd('.') + ".";

    private static string Flag(Option option)
    {
        var value = option.ValueType == typeof(bool) ? string.Empty : $" *{Plain(option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant())}*";
        return string.Join(", ", option.Aliases.Prepend(option.Name).Select(name => $"**{name}**")) + value;
    }

    private static string Plain(string name) => name.Replace("[", "\\[", StringComparison.Ordinal);
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Proxima.Tool.Serving;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima serve</c>, for whoever asks for its usage or types it wrong: what is plainly right goes by <see cref="ServeFlags.TryRead"/>.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "The data plane: answer DNS from a snapshot file.");
        foreach (var flag in ServeFlags.All)
        {
            command.Add(ToOption(flag));
        }

        command.SetAction(parsed => new Service(Read(parsed)).Run());
        return command;
    }

    internal static ServeSettings Read(ParseResult parsed)
    {
        var settings = new ServeSettings();
        foreach (var flag in ServeFlags.All)
        {
            foreach (var value in ValuesOf(flag, parsed))
            {
                flag.Take(settings, value);
            }
        }

        return settings;
    }

    private static IEnumerable<string> ValuesOf(ServeFlag flag, ParseResult parsed) => flag.IsSwitch
        ? parsed.GetValue<bool>(flag.Name) ? [string.Empty] : []
        : parsed.GetResult(flag.Name)?.Tokens.Select(token => token.Value) ?? [];

    private static Option ToOption(ServeFlag flag)
    {
        if (flag.IsSwitch)
        {
            return new Option<bool>(flag.Name) { Description = flag.Description };
        }

        Option option = flag.IsRepeatable ? new Option<string[]>(flag.Name) : Single(flag);
        option.HelpName = flag.HelpName;
        option.Description = flag.Description;
        option.Required = flag.IsRequired;
        option.Validators.Add(result => AddErrors(flag, result));
        return option;
    }

    private static Option<string> Single(ServeFlag flag) => flag.Default is { } value ? new(flag.Name) { DefaultValueFactory = _ => value.ToString(CultureInfo.InvariantCulture) } : new(flag.Name);

    private static void AddErrors(ServeFlag flag, OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (flag.Take(new ServeSettings(), token.Value) is { } error)
            {
                result.AddError(error);
            }
        }
    }
}

using System.CommandLine;
using System.Diagnostics;

namespace Proxima.Tool.Commands;

/// <summary>
/// <c>proxima db</c>: hands everything to <c>proximad db</c> beside this program, since this one carries no database driver (decision 0005).
/// </summary>
internal static class DatabaseCommand
{
    public static Command Create()
    {
        var rest = new Argument<string[]>("arguments") { Description = "init, print, status or samples, and their flags; see proxima db --help.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("db", "Create, print or look at the node's database.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.Options.Add(new Option<bool>("--help", "-h") { Description = "What proximad db says of itself." });
        command.SetAction((parsed, cancel) => RunAsync(AppContext.BaseDirectory, [.. parsed.Tokens.Skip(1).Select(token => token.Value)], cancel));
        return command;
    }

    private static async Task<int> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var program = Path.Combine(folder, "proximad");
        var start = File.Exists(program) ? new ProcessStartInfo(program) : new ProcessStartInfo("dotnet", [program + ".dll"]);
        if (!File.Exists(program) && !File.Exists(program + ".dll"))
        {
            Console.Error.WriteLine($"proxima: '{program}' is missing: the database is its business, and it is looked for beside this program");
            return ExitCode.Failed;
        }

        start.ArgumentList.Add("db");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Same terminal, same standard streams; a signal from the keyboard reaches both.
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode;
    }
}

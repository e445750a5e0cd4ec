using System.CommandLine;
using Proxima.Tool.Checks;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima check</c>: files, or with one of <see cref="ClusterCheckCommands"/> the cluster.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = ".yaml, .yml: steering; .conf, .ini: settings, of the PowerDNS plugin where the name says so; .prefixes, .txt: prefix table; anything else: master file.",
        };
        files.Validators.Add(Words.RefuseUnknownOptions);
        var origin = new Option<string?>("--origin") { HelpName = "NAME", Description = "The zone's apex, where the master file's name does not say it." };
        var steering = new Option<string?>("--steering") { HelpName = "FILE", Description = "The steering file whose sites a prefix table may name." };
        var command = new Command("check", "List every error of every file, with file:line:column; or check the cluster, one pass.") { files, origin, steering };
        command.SetAction(result => Run(result.GetValue(files)!, result.GetValue(origin), result.GetValue(steering), result.InvocationConfiguration.Output));
        foreach (var pass in ClusterCheckCommands.Create())
        {
            command.Subcommands.Add(pass);
        }

        return command;
    }

    private static int Run(string[] files, string? origin, string? steering, TextWriter output)
    {
        var code = ExitCode.Ok;
        foreach (var file in files.Select(path => CheckedFile.Check(path, origin, steering)))
        {
            if (file.Errors.Count == 0)
            {
                output.WriteLine($"{file.Path}: ok, {file.Content}");
            }
            else
            {
                ErrorPrinter.Print(output, file.Path, file.Errors, file.ErrorCount);
                code = ExitCode.BadInput;
            }
        }

        return code;
    }
}

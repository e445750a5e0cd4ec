using System.CommandLine;
using Proxima.Tool.PowerDns;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima pdns</c>.</summary>
internal static class PdnsCommand
{
    private const string Flags = "--config FILE, --state DIR (by default /var/lib/proxima), --snapshot FILE, --health FILE, --reports DIR (both by default beside the snapshot), --max-age DURATION";

    public static Command Create() => new("pdns", "What PowerDNS starts, and its settings.")
    {
        Coprocess("pipe", $"The coprocess of the pipe backend, ABI 1 to 5. Flags: {Flags}.", PipeProgram.Run),
        Coprocess("remote", $"The remote backend, over standard input and output or --socket PATH. Flags: {Flags}, --metadata FILE (what pdnsutil get-meta printed).", RemoteProgram.Run),
        PdnsConfigCommand.Create(),
    };

    // Its flags are parsed by the program itself, which must answer even when they are wrong.
    private static Command Coprocess(string name, string description, Func<IReadOnlyList<string>, int> run)
    {
        var words = new Argument<string[]>("FLAG") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(name, description) { words };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(result => run([.. result.GetValue(words) ?? [], .. result.UnmatchedTokens]));
        return command;
    }
}

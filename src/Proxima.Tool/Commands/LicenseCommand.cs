using System.CommandLine;
using System.CommandLine.Parsing;
using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima license</c>: for an operator who sells steering and decides by a key of his own which policy may steer which zone.</summary>
internal static class LicenseCommand
{
    public static Command Create() => new("license", "Licenses of an operator who asks for any: issue and verify.") { CreateIssue(), CreateVerify() };

    private static Command CreateIssue()
    {
        var (key, algorithm, zone) = (KeyFile(), Algorithm(), Zone());
        var command = new Command("issue", "Print the license for an algorithm in a zone.") { key, algorithm, zone };
        command.SetAction(parsed => WithAuthority(parsed, key, authority =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(authority.Issue(parsed.GetRequiredValue(algorithm), parsed.GetRequiredValue(zone)));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command CreateVerify()
    {
        var (key, algorithm, zone) = (KeyFile(), Algorithm(), Zone());
        var license = new Argument<string>("LICENSE") { Description = $"{LicenseAuthority.LicenseLength} hexadecimal digits." };
        var command = new Command("verify", "Tell whether a license is that of an algorithm in a zone: 0 where it is, else 1.") { license, key, algorithm, zone };
        command.SetAction(parsed => WithAuthority(parsed, key, authority =>
        {
            var (name, apex) = (parsed.GetRequiredValue(algorithm), parsed.GetRequiredValue(zone));
            var isValid = authority.Verifies(parsed.GetRequiredValue(license), name, apex);
            parsed.InvocationConfiguration.Output.WriteLine($"{(isValid ? "licensed" : "not licensed by this key")}: algorithm '{name}' in zone {apex}");
            return isValid ? ExitCode.Ok : ExitCode.Failed;
        }));
        return command;
    }

    private static Option<string> KeyFile() => new("--key-file") { HelpName = "FILE", Required = true, Description = $"The operator's key: at least {LicenseAuthority.MinKeyLength} characters, as 'openssl rand -hex 32' prints them." };

    private static Option<string> Algorithm() => new("--algorithm") { HelpName = "NAME", Required = true, Description = "The name of the policy in the steering file." };

    private static Option<DomainName> Zone() => new("--zone")
    {
        HelpName = "NAME", Required = true, CustomParser = ParseZone, Description = "The zone, as [DNS] Zone of the plugin's file has it.",
    };

    private static DomainName? ParseZone(ArgumentResult result)
    {
        if (DomainName.TryParse(result.Tokens[0].Value, null, out var name, out _))
        {
            return name;
        }

        result.AddError($"--zone '{result.Tokens[0].Value}': expected a domain name, as example.org");
        return null;
    }

    private static int WithAuthority(ParseResult parsed, Option<string> option, Func<LicenseAuthority, int> act)
    {
        var (path, error) = (parsed.GetRequiredValue(option), parsed.InvocationConfiguration.Error);
        try
        {
            var key = File.ReadAllText(path).Trim();
            if (key.Length >= LicenseAuthority.MinKeyLength)
            {
                return act(new LicenseAuthority(key));
            }

            error.WriteLine($"{path}: a key of {key.Length} characters, expected at least {LicenseAuthority.MinKeyLength}");
            return ExitCode.BadInput;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{path}: {e.Message}");
            return ExitCode.Failed;
        }
    }
}

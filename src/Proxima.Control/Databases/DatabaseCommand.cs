using System.Collections;
using System.Data.Common;
using System.Globalization;
using Proxima.Control.Storage;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Control.Databases;

/// <summary><c>proximad db init | print | status | samples</c>, also reached as <c>proxima db</c>.</summary>
public sealed class DatabaseCommand(TextWriter output, TextWriter errors, DatabaseQuestions? questions)
{
    public int Run(IReadOnlyList<string> arguments)
    {
        if (arguments is ["--help" or "-h", ..])
        {
            output.WriteLine(DatabaseArguments.Usage);
            return ExitCodes.Success;
        }

        var parsed = DatabaseArguments.Parse(arguments);
        if (parsed.Problem is not null)
        {
            errors.WriteLine($"proxima db: {parsed.Problem}");
            errors.WriteLine(DatabaseArguments.Usage);
            return ExitCodes.BadInput;
        }

        var asked = parsed.Verb == "init" && questions is not null ? questions.Complete(parsed) : parsed;
        var file = ReadSettings(asked);
        if (file.Errors.Count > 0)
        {
            foreach (var error in file.Errors)
            {
                errors.WriteLine(error);
            }

            return ExitCodes.BadInput;
        }

        return Run(asked, file.Settings);
    }

    private int Run(DatabaseArguments arguments, NodeSettings settings)
    {
        var database = questions?.Password is { } typed ? settings.Database with { Password = typed } : settings.Database;
        var dialect = DialectCatalog.For(database, Path.Combine(settings.State, StateFolder.DatabaseName));
        try
        {
            switch (arguments.Verb)
            {
                case "init":
                    new DatabaseSetup(database, Administrator(arguments, database), arguments["from"]).Run(dialect, output.WriteLine);
                    break;
                case "print":
                    output.Write(new DatabaseSetup(database, null, arguments["from"]).Print(dialect));
                    break;
                case "samples":
                    SampleListing.Write(dialect, output);
                    break;
                default:
                    output.WriteLine(DatabaseStatus.Read(dialect).Format());
                    break;
            }

            return ExitCodes.Success;
        }
        catch (Exception e) when (e is StoreException or DbException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"proxima db: {(e is DbException error ? dialect.Explain(error) : e.Message)}");
            return ExitCodes.Failure;
        }
    }

    private ServerLogin? Administrator(DatabaseArguments arguments, DatabaseSettings database)
    {
        var user = arguments["admin-user"];
        var password = questions?.AdministratorPassword
            ?? (arguments["admin-password-file"] is { } path ? new Secret(File.ReadAllText(path).Trim()) : null);
        return user is null ? null : ServerLogin.Of(database) with { User = user, Password = password };
    }

    private static NodeSettingsFile ReadSettings(DatabaseArguments arguments)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? string.Empty);
        foreach (var (name, value) in arguments.AsEnvironment())
        {
            environment[name] = value;
        }

        return arguments["config"] is { } file ? NodeSettingsFile.Load(file, environment) : NodeSettingsFile.Parse(string.Empty, "proxima.conf", environment);
    }
}

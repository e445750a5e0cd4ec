using System.Text;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Control.Databases;

/// <summary>Asks a person at a terminal for what the flags of <c>db init</c> leave open. Passwords are not shown and not kept.</summary>
public sealed class DatabaseQuestions(TextWriter output, Func<string?> readLine, Func<ConsoleKeyInfo> readKey)
{
    public Secret? Password { get; private set; }

    public Secret? AdministratorPassword { get; private set; }

    /// <summary>At a terminal: the questions; else null.</summary>
    public static DatabaseQuestions? AtTerminal() => Console.IsInputRedirected || Console.IsOutputRedirected
        ? null
        : new DatabaseQuestions(Console.Out, Console.In.ReadLine, () => Console.ReadKey(intercept: true));

    /// <summary>With a settings file or a kind of database given, a person has decided; the questions are for those who have not.</summary>
    public DatabaseArguments Complete(DatabaseArguments arguments)
    {
        if (arguments["config"] is not null || arguments["type"] is not null)
        {
            return arguments;
        }

        var type = Ask("Kind of database (sqlite, mysql, postgresql)", "sqlite");
        var answers = new List<string> { "init", "--type", type };
        if (!type.Equals("sqlite", StringComparison.OrdinalIgnoreCase))
        {
            var isPostgres = type.Equals("postgresql", StringComparison.OrdinalIgnoreCase);
            var port = DatabaseSettings.DefaultPort(isPostgres ? DatabaseKind.Postgresql : DatabaseKind.Mysql);
            Add("server", "Server", "127.0.0.1");
            Add("port", "Port", $"{port}");
            Add("database", "Database to create or upgrade", "proxima");
            Add("user", "User of the database", "proxima");
            Password = arguments["password-file"] is null ? AskSecret("Password of this user") : null;
            Add("admin-user", "Administrator who may create both (empty: they exist)", isPostgres ? "postgres" : "root");
            AdministratorPassword = arguments["admin-password-file"] is null ? AskSecret("Password of the administrator") : null;
        }

        return DatabaseArguments.Parse([.. answers, .. arguments.Flags.SelectMany(flag => new[] { "--" + flag.Key, flag.Value })]);

        void Add(string flag, string question, string proposal)
        {
            if (arguments[flag] is null)
            {
                answers.AddRange(["--" + flag, Ask(question, proposal)]);
            }
        }
    }

    private string Ask(string question, string proposal)
    {
        output.Write($"{question} [{proposal}]: ");
        return readLine() is { Length: > 0 } answer ? answer.Trim() : proposal;
    }

    private Secret? AskSecret(string question)
    {
        output.Write($"{question}: ");
        var text = new StringBuilder();
        for (var key = readKey(); key.Key != ConsoleKey.Enter; key = readKey())
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length -= Math.Min(1, text.Length);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        output.WriteLine();
        return text.Length == 0 ? null : new Secret(text.ToString());
    }
}

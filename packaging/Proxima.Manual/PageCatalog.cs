using System.CommandLine;
using Proxima.Control;
using Proxima.Control.Databases;

namespace Proxima.Manual;

/// <summary>Every manual page: one for each verb of proxima, one for each program, one for each file a person writes.</summary>
internal sealed class PageCatalog(string checkout)
{
    private const string ExitStatus = "0: done. 1: the machine said no, as a file that cannot be written or a peer that does not answer. 2: what a person wrote has errors; nothing was changed.";

    public IReadOnlyList<ManualPage> Pages(Command root) =>
    [
        Program(root),
        .. root.Subcommands.Where(verb => !verb.Hidden).Select(Verb),
        Node(),
        Settings(),
        Steering(),
        Plugin(),
    ];

    private static ManualPage Program(Command root)
    {
        var verbs = root.Subcommands.Where(verb => !verb.Hidden).ToList();
        return new ManualPage("proxima", 1, "answer DNS by measured latency: everything a person or PowerDNS starts")
            .Add("SYNOPSIS", "**proxima** *VERB* [*OPTION*]...")
            .Add("DESCRIPTION", $"{CommandText.Sentence(root.Description)} Each verb has a page of its own, and tells its options with **--help**.\n\n"
                + string.Concat(verbs.Select(verb => $"**{verb.Name}**\n: {CommandText.Sentence(verb.Description)} See proxima-{verb.Name}(1).\n\n")))
            .Add("EXIT STATUS", ExitStatus)
            .Add("SEE ALSO", "proximad(8), proxima.conf(5), proxima.yaml(5), latency.pdns.plugin.conf(5)");
    }

    private ManualPage Verb(Command verb)
    {
        var name = $"proxima-{verb.Name}";
        var (description, sections) = ManualPage.Read(In($"src/Proxima.Tool/Commands/{name}.md"));
        var isDatabase = verb.Name == "db"; // its words are those of proximad, which it starts
        return new ManualPage(name, 1, Summary(verb))
            .Add("SYNOPSIS", isDatabase ? "**proxima db** **init** | **print** | **status** [*OPTION*]..." : CommandText.Synopsis(verb, $"proxima {verb.Name}"))
            .Add("DESCRIPTION", description.Length > 0 ? description : CommandText.Sentence(verb.Description))
            .Add("OPTIONS", isDatabase ? ManualPage.Verbatim(DatabaseArguments.Usage) : CommandText.Options(verb))
            .AddSections(sections)
            .Add("EXIT STATUS", sections.Contains("# EXIT STATUS", StringComparison.Ordinal) ? string.Empty : ExitStatus)
            .Add("SEE ALSO", "proxima(1), proximad(8)");
    }

    private ManualPage Node()
    {
        var (description, sections) = ManualPage.Read(In("src/Proxima.Control/proximad.md"));
        return new ManualPage("proximad", 8, "the Proxima node")
            .Add("SYNOPSIS", ManualPage.Verbatim(NodeArguments.Usage))
            .Add("DESCRIPTION", description)
            .AddSections(sections)
            .Add("EXIT STATUS", ExitStatus)
            .Add("SEE ALSO", "proxima(1), proxima-db(1), proxima.conf(5), proxima.yaml(5)");
    }

    private ManualPage Settings()
    {
        var (description, sections) = ManualPage.Read(In("src/Proxima.Settings/Node/proxima.conf.md"));
        return new ManualPage("proxima.conf", 5, "the settings of a Proxima node and its agents")
            .Add("DESCRIPTION", description)
            .Add("EVERY KEY", ManualPage.Verbatim(File.ReadAllText(In("examples/minimal/proxima.conf"))))
            .AddSections(sections)
            .Add("SEE ALSO", "proximad(8), proxima-agent(1), proxima-check(1), proxima.yaml(5)");
    }

    private ManualPage Steering()
    {
        var (description, sections) = ManualPage.Read(In("docs/steering.md"));
        return new ManualPage("proxima.yaml", 5, "what Proxima steers, and how")
            .Add("DESCRIPTION", description)
            .AddSections(sections)
            .Add("SEE ALSO", "proxima-check(1), proximad(8), proxima.conf(5)");
    }

    private ManualPage Plugin()
    {
        var (description, sections) = ManualPage.Read(In("src/Proxima.Settings/Plugin/latency.pdns.plugin.conf.md"));
        return new ManualPage("latency.pdns.plugin.conf", 5, "the settings of Proxima as a plugin of PowerDNS")
            .Add("DESCRIPTION", description)
            .Add("THE FILE", ManualPage.Verbatim(File.ReadAllText(In("packaging/proxima-pdns-plugin/root/etc/latency.pdns.plugin.conf"))))
            .AddSections(sections)
            .Add("SEE ALSO", "proxima-pdns(1), proxima-check(1), pdns_server(1)");
    }

    // The first sentence, as the name line of a manual page has it: no capital, no full stop.
    private static string Summary(Command verb)
    {
        var sentence = (verb.Description ?? verb.Name).Split(". ")[0].TrimEnd('.');
        return sentence.StartsWith("PowerDNS", StringComparison.Ordinal) ? sentence : char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }

    private string In(string path) => Path.Combine(checkout, path);
}

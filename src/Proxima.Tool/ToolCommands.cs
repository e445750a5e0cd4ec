using System.CommandLine;
using System.CommandLine.Invocation;
using Proxima.Tool.Commands;

namespace Proxima.Tool;

/// <summary>Every command, in the order a person meets them: one file each, one explicit line here.</summary>
public static class ToolCommands
{
    /// <summary>Runs what the words say. Words that say nothing are wrong input like any other: 2, where the parser's own code is 1.</summary>
    public static async Task<int> RunAsync(TimeProvider time, IReadOnlyList<string> words, InvocationConfiguration? configuration = null)
    {
        var parsed = Create(time).Parse(words);
        var code = await parsed.InvokeAsync(configuration);
        return parsed.Action is ParseErrorAction ? ExitCode.BadInput : code;
    }

    /// <summary>The tree of commands, for the parser and for the manual pages.</summary>
    public static RootCommand Create(TimeProvider time)
    {
        var root = CreateNamed(time);
        foreach (var pass in ClusterCheckCommands.CreateArticleNames())
        {
            root.Add(pass);
        }

        return root;
    }

    private static RootCommand CreateNamed(TimeProvider time) => new("Proxima: everything a person or PowerDNS starts. The node itself is proximad.")
    {
        ServeCommand.Create(),
        AgentCommand.Create(),
        ExplainCommand.Create(),
        CheckCommand.Create(),
        SnapshotCommand.Create(time),
        DatabaseCommand.Create(),
        StatusCommand.Create(),
        OverrideCommand.CreateDrain(time),
        OverrideCommand.CreateUndrain(),
        OverrideCommand.CreateOverride(time),
        PdnsCommand.Create(),
        LicenseCommand.Create(),
    };
}

using System.CommandLine.Parsing;

namespace Proxima.Tool.Commands;

/// <summary>What stands on a command line without an option before it.</summary>
internal static class Words
{
    /// <summary>A validator: the parser takes an option it does not know for a word where words may stand. A file of such a name is written ./-name.</summary>
    public static void RefuseUnknownOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
        {
            result.AddError($"unknown option '{token.Value}'");
        }
    }
}

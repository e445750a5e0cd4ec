using Proxima.Dns.Text;

namespace Proxima.Settings.Steering.Yaml;

/// <summary>A node of a YAML text with the place it begins at. Keys keep their order and their repetitions, so that each can be reported.</summary>
internal abstract record YamlNode(TextPosition At);

internal sealed record YamlScalar(TextPosition At, string Text, bool IsQuoted) : YamlNode(At)
{
    /// <summary>Nothing was written after the colon, or <c>~</c> or <c>null</c>.</summary>
    public bool IsNothing => !IsQuoted && Text is "" or "~" or "null";
}

internal sealed record YamlList(TextPosition At, IReadOnlyList<YamlNode> Items) : YamlNode(At);

internal sealed record YamlMap(TextPosition At, IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries) : YamlNode(At);

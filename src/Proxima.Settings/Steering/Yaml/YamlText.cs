using System.Diagnostics.CodeAnalysis;
using Proxima.Dns.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Proxima.Settings.Steering.Yaml;

/// <summary>
/// Builds nodes from the events of the YAML parser. Anchors, aliases, tags and a second document are errors: a steering file needs none of
/// them, and an alias inside an alias can make gigabytes out of a line.
/// </summary>
internal sealed class YamlText
{
    /// <summary>Nodes inside nodes; a steering file has six.</summary>
    public const int MaxDepth = 16;

    private const string Expected = "one plain YAML document";

    private readonly Scanner scanner;
    private readonly Parser parser;
    private readonly string file;

    private YamlText(string text, string file)
    {
        scanner = new Scanner(new StringReader(text));
        parser = new Parser(scanner);
        this.file = file;
    }

    public static bool TryParse(string text, string file, [NotNullWhen(true)] out YamlNode? node, [NotNullWhen(false)] out TextError? error)
    {
        node = null;
        error = null;
        var yaml = new YamlText(text, file);
        try
        {
            node = yaml.ReadDocument();
        }
        catch (YamlException e)
        {
            error = PositionOf(file, e.Start).Error($"YAML: {OneLine(e.Message)}", Expected);
        }
        catch (InvalidOperationException)
        {
            // The scanner gives up so on a bracket that is never closed, and says nothing more.
            error = PositionOf(file, yaml.scanner.CurrentPosition).Error("YAML: bracket or quote without an end before here", Expected);
        }

        return node is not null;
    }

    private YamlNode ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out var end))
        {
            return new YamlMap(At(end), []);
        }

        parser.Consume<DocumentStart>();
        var node = ReadNode(0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            throw Rejection(second, "a second document");
        }

        return node;
    }

    private YamlNode ReadNode(int depth)
    {
        var found = parser.Consume<ParsingEvent>();
        var at = At(found);
        if (depth > MaxDepth)
        {
            throw Rejection(found, $"more than {MaxDepth} levels");
        }

        if (found is AnchorAlias || found is NodeEvent { Anchor.IsEmpty: false } || found is NodeEvent { Tag.IsEmpty: false })
        {
            throw Rejection(found, "an anchor, an alias or a tag");
        }

        return found switch
        {
            Scalar scalar => new YamlScalar(at, scalar.Value, scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted),
            SequenceStart => ReadList(at, depth),
            MappingStart => ReadMap(at, depth),
            _ => throw Rejection(found, "no value"),
        };
    }

    private YamlList ReadList(TextPosition at, int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlList(at, items);
    }

    private YamlMap ReadMap(TextPosition at, int depth)
    {
        var entries = new List<(YamlScalar, YamlNode)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var start = parser.Current!;
            var key = ReadNode(depth + 1);
            if (key is not YamlScalar name)
            {
                throw Rejection(start, "a list or mapping as a key");
            }

            entries.Add((name, ReadNode(depth + 1)));
        }

        return new YamlMap(at, entries);
    }

    private TextPosition At(ParsingEvent found) => PositionOf(file, found.Start);

    private static TextPosition PositionOf(string file, in Mark mark) => new(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.');

    // The parser's own errors are exceptions: one way out of the recursion for both. None leaves this file.
    private static YamlException Rejection(ParsingEvent found, string what) => new(found.Start, found.End, what);
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proxima.Engine.Steering;

/// <summary>
/// What a person said about one endpoint and what is in force now: the words beside the status in the health table, for those who ask why.
/// The control process writes the notes to a file, <see cref="OverrideNotes"/>; no decision reads them. Times in Unix milliseconds.
/// </summary>
/// <param name="Until">Null: until it is taken back.</param>
public sealed record OverrideNote(string Pool, string Endpoint, string Site, string Address, string Status, string Who, string Why, long From, long? Until)
{
    public bool IsAbout(ExplainedCandidate candidate) => candidate.Endpoint == Endpoint && candidate.Site == Site && candidate.Address.ToString() == Address;
}

/// <summary>The file of notes: JSON, replaced by rename.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<OverrideNote>))]
public sealed partial class OverrideNotes : JsonSerializerContext
{
    /// <summary>Its name in the node's state folder.</summary>
    public const string FileName = "overrides.json";

    /// <exception cref="IOException">It cannot be written; the old file stays.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Write(string path, IReadOnlyList<OverrideNote> notes)
    {
        var temporary = $"{path}.new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(notes, Default.IReadOnlyListOverrideNote));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Empty where there is no such file, or none that can be read: notes explain, they decide nothing.</summary>
    public static IReadOnlyList<OverrideNote> ReadIfAny(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Default.IReadOnlyListOverrideNote) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}

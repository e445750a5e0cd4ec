using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proxima.Control.Supervision;

/// <summary>
/// What <c>serve.json</c> in the state folder says: which process this node started as its data plane, and from what. While one replaces
/// another both are named, so that a crash in between leaves neither unknown.
/// </summary>
public sealed record ServeRecord(ProcessIdentity Process, ServeProgram Program, ProcessIdentity? Replaces = null)
{
    /// <summary>Null when there is none, or it cannot be read: then a new data plane is started.</summary>
    public static ServeRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ServeRecordJson.Default.ServeRecord);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, ServeRecordJson.Default.ServeRecord));
        File.Move(path + ".new", path, overwrite: true);
    }
}

[JsonSerializable(typeof(ServeRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ServeRecordJson : JsonSerializerContext;

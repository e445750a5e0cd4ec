using System.Text.Json;

namespace Proxima.Engine.PowerDns;

/// <summary>One call of the remote backend: the method and its parameters as text. Names are compared without case, hyphens as underscores, since PowerDNS and its manual differ.</summary>
internal sealed class RemoteCall
{
    private readonly Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);

    private RemoteCall(string method) => Method = method.ToLowerInvariant();

    /// <summary>In lower case.</summary>
    public string Method { get; }

    /// <summary>Empty when it is not given.</summary>
    public string this[string parameter] => parameters.GetValueOrDefault(parameter, string.Empty);

    public static RemoteCall Of(string method, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var call = new RemoteCall(method);
        foreach (var (name, value) in parameters)
        {
            call.parameters[name.Replace('-', '_')] = value;
        }

        return call;
    }

    /// <summary>Null when the line is no call.</summary>
    public static RemoteCall? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            var isGiven = root.TryGetProperty("parameters", out var given) && given.ValueKind == JsonValueKind.Object;
            return Of(method.GetString()!, isGiven ? given.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.ToString())).ToList() : []);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

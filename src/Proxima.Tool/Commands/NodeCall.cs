using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Proxima.Tool.Commands;

/// <summary>Calls the API of the node on this machine, found and let in by the options every such command has.</summary>
internal sealed class NodeCall
{
    private const string DefaultApi = "http://127.0.0.1:8053";

    /// <summary>A node on this machine answers in milliseconds; one that does not answer in this time is down for the one who asks.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Option<string?> api = new("--api") { Description = $"Where the node's API listens; by default {DefaultApi}." };
    private readonly Option<string?> tokenFile = new("--token-file") { Description = "File with the node's token, when it has one." };
    private readonly Option<string?> state = new("--state") { Description = "The node's state folder: its API is found there, in place of --api." };

    public void AddTo(Command command)
    {
        command.Add(api);
        command.Add(tokenFile);
        command.Add(state);
    }

    /// <summary>The reply, shown by <paramref name="show"/>, or one line of what is wrong; returns the exit code.</summary>
    public async Task<int> RunAsync(ParseResult parsed, HttpRequestMessage request, Action<JsonElement, string> show, CancellationToken cancel)
    {
        var folder = parsed.GetValue(state);
        var token = parsed.GetValue(tokenFile);
        try
        {
            request.RequestUri = new Uri(new Uri(parsed.GetValue(api) ?? (folder is null ? DefaultApi : File.ReadAllText(Path.Combine(folder, "api.url")).Trim())), request.RequestUri!);
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", File.ReadAllText(token).Trim());
            return await SendAsync(parsed, request, show, cancel);
        }
        catch (FileNotFoundException) when (token is null)
        {
            return Fail(parsed, $"no node runs with state folder '{folder}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UriFormatException)
        {
            return Fail(parsed, e.Message);
        }
    }

    public static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    public static HttpRequestMessage Delete(string path) => new(HttpMethod.Delete, path);

    public static HttpRequestMessage Post(string path, byte[] json) =>
        new(HttpMethod.Post, path) { Content = new StringContent(Encoding.UTF8.GetString(json), Encoding.UTF8, "application/json") };

    private static async Task<int> SendAsync(ParseResult parsed, HttpRequestMessage request, Action<JsonElement, string> show, CancellationToken cancel)
    {
        var url = request.RequestUri;
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            using var response = await client.SendAsync(request, cancel);
            var body = await response.Content.ReadAsStringAsync(cancel);
            using var document = JsonDocument.Parse(body);
            if (!response.IsSuccessStatusCode)
            {
                return Fail(parsed, $"the node at {url} refused: {document.RootElement.GetProperty("detail").GetString()}");
            }

            show(document.RootElement, body);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Fail(parsed, $"no node answers at {url}: {(e is TaskCanceledException ? $"nothing within {Patience.TotalSeconds} s" : e.Message)}");
        }
    }

    private static int Fail(ParseResult parsed, string problem)
    {
        parsed.InvocationConfiguration.Error.WriteLine($"proxima: {problem}");
        return ExitCode.Failed;
    }
}

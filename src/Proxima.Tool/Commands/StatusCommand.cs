using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima status</c>: asks the node's API and prints what it says, for people or as the JSON it came in.</summary>
internal static class StatusCommand
{
    private const string DefaultApi = "http://127.0.0.1:8053";

    /// <summary>A node on this machine answers in milliseconds; one that does not answer in this time is down for the one who asks.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the node's own JSON." };
        var api = new Option<string?>("--api") { Description = $"Where the node's API listens; by default {DefaultApi}." };
        var tokenFile = new Option<string?>("--token-file") { Description = "File with the node's token, when it has one." };
        var state = new Option<string?>("--state") { Description = "The node's state folder: its API is found there, in place of --api." };
        var command = new Command("status", "Show what the node on this machine is doing.") { json, api, tokenFile, state };
        command.SetAction((parsed, cancel) => RunAsync(
            new Question(parsed.GetValue(api), parsed.GetValue(state), parsed.GetValue(tokenFile)), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Question question, bool asJson, CancellationToken cancel)
    {
        try
        {
            var url = new Uri(new Uri(question.Url()), "/api/v1/status");
            using var client = new HttpClient { Timeout = Patience };
            client.DefaultRequestHeaders.Authorization = question.Token() is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
            return await AskAsync(client, url, asJson, cancel);
        }
        catch (FileNotFoundException) when (question.TokenFile is null)
        {
            return Fail($"no node runs with state folder '{question.State}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UriFormatException)
        {
            return Fail(e.Message);
        }
    }

    private static async Task<int> AskAsync(HttpClient client, Uri url, bool asJson, CancellationToken cancel)
    {
        try
        {
            using var response = await client.GetAsync(url, cancel);
            var body = await response.Content.ReadAsStringAsync(cancel);
            using var document = JsonDocument.Parse(body);
            if (!response.IsSuccessStatusCode)
            {
                return Fail($"the node at {url} refused: {document.RootElement.GetProperty("detail").GetString()}");
            }

            Console.WriteLine(asJson ? body : StatusText.Format(document.RootElement));
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Fail($"no node answers at {url}: {(e is TaskCanceledException ? $"nothing within {Patience.TotalSeconds} s" : e.Message)}");
        }
    }

    private static int Fail(string problem)
    {
        Console.Error.WriteLine($"proxima: {problem}");
        return ExitCode.Failed;
    }

    private sealed record Question(string? Api, string? State, string? TokenFile)
    {
        public string Url() => Api ?? (State is null ? DefaultApi : File.ReadAllText(Path.Combine(State, "api.url")).Trim());

        public string? Token() => TokenFile is null ? null : File.ReadAllText(TokenFile).Trim();
    }
}

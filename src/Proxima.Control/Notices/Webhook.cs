using System.Net.Http.Headers;
using Proxima.Settings.Values;

namespace Proxima.Control.Notices;

/// <summary>Posts notices as JSON; any 2xx takes them. Redirects are not followed: whom we tell is whom the settings name.</summary>
public sealed class Webhook : INoticeTaker, IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Uri url;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };

    public Webhook(Uri url, Secret? token)
    {
        this.url = url;
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token.Reveal());
    }

    // The path of a webhook is often its secret.
    public string Name => $"webhook at {url.Host}";

    public async Task TellAsync(byte[] batch, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(batch);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await client.PostAsync(url, content, cancel);
            if (!response.IsSuccessStatusCode)
            {
                throw new NoticeException($"the {Name} answers {(int)response.StatusCode}; told again later");
            }
        }
        catch (HttpRequestException e)
        {
            throw new NoticeException($"the {Name} cannot be reached: {e.Message}; told again later");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new NoticeException($"the {Name} did not answer within {Patience.TotalSeconds} s; told again later");
        }
    }

    public void Dispose() => client.Dispose();
}

namespace Proxima.EndToEnd;

/// <summary>nginx on one address: 200 and a known page at /, whatever the settings add.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly BackgroundProcess process;

    private WebServer(DirectoryInfo folder, BackgroundProcess process) => (this.folder, this.process) = (folder, process);

    /// <param name="host">Where it runs.</param>
    /// <param name="address">What it listens on.</param>
    /// <param name="port">Likewise.</param>
    /// <param name="locations">More of the server block, in nginx's words.</param>
    public static async Task<WebServer> StartAsync(Host host, string address, int port, string locations = "")
    {
        var home = Directory.CreateTempSubdirectory("proxima-nginx-");
        var listen = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:{port}" : $"{address}:{port}";
        var settings = Path.Combine(home.FullName, "nginx.conf");
        await File.WriteAllTextAsync(settings, $$"""
            daemon off;
            user root;
            worker_processes 1;
            pid {{home.FullName}}/pid;
            error_log stderr;
            events { worker_connections 512; }
            http {
                access_log off;
                client_body_temp_path {{home.FullName}}/a; proxy_temp_path {{home.FullName}}/b; fastcgi_temp_path {{home.FullName}}/c;
                uwsgi_temp_path {{home.FullName}}/d; scgi_temp_path {{home.FullName}}/e;
                client_header_timeout 600s;
                server {
                    listen {{listen}};
                    location / { return 200 "all is well\n"; }
                    {{locations}}
                }
            }

            """);
        var nginx = host.Start("/usr/sbin/nginx", "-c", settings, "-p", home.FullName);
        await Until.Holds(
            async () => (await host.Run("bash", "-c", $"exec 3<>/dev/tcp/{address}/{port}")).ExitCode == 0, Deadlines.Step, () => $"nginx listens; it said:\n{nginx.Log}");
        return new WebServer(home, nginx);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        TemporaryFolder.Remove(folder.FullName);
    }
}

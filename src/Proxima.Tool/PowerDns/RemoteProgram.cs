using System.Net.Sockets;
using Proxima.Engine.PowerDns;

namespace Proxima.Tool.PowerDns;

/// <summary><c>proxima pdns remote</c>: the remote backend over standard input and output, or over a unix socket with a thread for each connection.</summary>
internal static class RemoteProgram
{
    /// <summary>PowerDNS opens one for each of its threads; more than this is a mistake.</summary>
    private const int MaxConnections = 256;

    public static int Run(IReadOnlyList<string> words)
    {
        var arguments = BackendArguments.Parse(words);
        if (arguments.SocketPath is { } path)
        {
            return Listen(path, arguments);
        }

        PipeProgram.Over(Session(arguments).Answer);
        return ExitCode.Ok;
    }

    private static RemoteSession Session(BackendArguments arguments)
    {
        var setup = new BackendSetup("proxima pdns remote", arguments, TimeProvider.System);
        return new RemoteSession(setup.Hall, Metadata(arguments.MetadataPath, setup), setup.Say);
    }

    private static RemoteMetadata Metadata(string? path, BackendSetup setup)
    {
        try
        {
            return RemoteMetadata.Parse(path is null ? string.Empty : File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            setup.Say($"no metadata: {e.Message}");
            return RemoteMetadata.Parse(string.Empty);
        }
    }

    private static int Listen(string path, BackendArguments arguments)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A socket left by one that was killed.
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(MaxConnections);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"proxima pdns remote: cannot listen at '{path}': {e.Message}");
            return ExitCode.Failed;
        }

        using var places = new SemaphoreSlim(MaxConnections);
        while (true)
        {
            places.Wait();
            var connection = listener.Accept();
            new Thread(() => Serve(connection, arguments, places)) { IsBackground = true, Name = "remote backend" }.Start();
        }
    }

    private static void Serve(Socket connection, BackendArguments arguments, SemaphoreSlim places)
    {
        try
        {
            using var stream = new NetworkStream(connection, ownsSocket: true);
            new LineLoop(stream, stream, Session(arguments).Answer).Run();
        }
        finally
        {
            places.Release();
        }
    }
}

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
        var setup = new BackendSetup("proxima pdns remote", arguments, TimeProvider.System);
        if (arguments.SocketPath is { } path)
        {
            return Listen(path, setup);
        }

        PipeProgram.Over(Session(setup).Answer);
        return ExitCode.Ok;
    }

    private static RemoteSession Session(BackendSetup setup) => new(setup.CreateHall(), setup.Metadata().Current, setup.Options, setup.Say);

    private static int Listen(string path, BackendSetup setup)
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
            new Thread(() => Serve(connection, setup, places)) { IsBackground = true, Name = "remote backend" }.Start();
        }
    }

    private static void Serve(Socket connection, BackendSetup setup, SemaphoreSlim places)
    {
        try
        {
            using var stream = new NetworkStream(connection, ownsSocket: true);
            new LineLoop(stream, stream, Session(setup).Answer).Run();
        }
        finally
        {
            places.Release();
        }
    }
}

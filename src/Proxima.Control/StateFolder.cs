using System.Globalization;
using System.Security.Cryptography;
using Proxima.Control.Supervision;
using Proxima.Settings.Prefixes;

namespace Proxima.Control;

/// <summary>The node's folder: the three files shared with the answering side, the database, and a lock so that one node at a time uses it.</summary>
public sealed class StateFolder : IDisposable
{
    public const string DatabaseName = "proxima.db";

    private readonly FileStream held;

    private StateFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string Snapshot => In("snapshot");

    public string Health => In("health");

    public string Report => In("report");

    /// <summary>Reports of PowerDNS's coprocesses, a file for each.</summary>
    public string Reports => In("reports");

    public string Database => In(DatabaseName);

    /// <summary>Where the API listens, for <c>proxima status</c> on this machine.</summary>
    public string ApiUrl => In("api.url");

    /// <summary>This node's certificate among its peers, with its private key.</summary>
    public string PeerCertificate => In("peer.pem");

    /// <summary>Samples that peers have not taken yet.</summary>
    public string Peers => In("peers");

    /// <summary>What people said about endpoints, for <c>proxima explain</c>.</summary>
    public string OverrideNotes => In(Engine.Steering.OverrideNotes.FileName);

    /// <summary>The last good list of networks that do not want to be probed.</summary>
    public string OptedOut => In(PrefixList.OptedOutName);

    /// <summary>What this node makes DNS cookies with, where it is told no other.</summary>
    public string CookieSecret => In("cookie-secret");

    public string ServeReady => In("serve.ready");

    public DataPlaneFiles DataPlane => new(In("serve.json"), ServeReady);

    /// <summary>Makes the folder if need be, and takes it.</summary>
    /// <exception cref="StateFolderException">It cannot be used; the message is one line that names it.</exception>
    public static StateFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var full = System.IO.Path.GetFullPath(path);

            // FileShare.None is an advisory lock (flock), which the kernel takes back when the holder dies in whatever way.
            var taken = new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new StateFolder(full, taken);
        }
        catch (IOException e) when (e.HResult is 11 or 35)
        {
            throw new StateFolderException($"state folder '{path}' is in use by another proximad: end it, or give this one another folder");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateFolderException($"state folder '{path}' cannot be used: {e.Message}");
        }
    }

    /// <summary>A random number of this folder, made once: by it a node is known to be the same after a restart.</summary>
    public long ReadIdentity()
    {
        var path = In("identity");
        if (!File.Exists(path) || !long.TryParse(File.ReadAllText(path), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var identity))
        {
            identity = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(path + ".new", identity.ToString("x16", CultureInfo.InvariantCulture));
            File.Move(path + ".new", path, overwrite: true);
        }

        return identity;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => held.Dispose();
}

/// <summary>The state folder cannot be used; the message is one line for a person.</summary>
public sealed class StateFolderException(string message) : Exception(message);

using System.Text;
using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Protection;

/// <summary>
/// The file of cookie secrets: a line of 32 hexadecimal digits, and a second one with a secret whose cookies are taken too. No message
/// repeats anything of what stands in it.
/// </summary>
public sealed class CookieSecretFile(string path)
{
    private const int MaxLength = 1024;

    private readonly byte[] nativePath = FileStamp.NativePath(path);
    private FileStamp? looked;

    /// <summary>The last good ones; null: none yet.</summary>
    public CookieSecrets? Secrets { get; private set; }

    /// <summary>Why the file as it is now cannot be used, in one line; null: it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Makes the file with a random secret, for its owner alone, where there is none.</summary>
    public static void CreateWhereMissing(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var octets = new byte[CookieSecret.Length];
        CookieSecret.FillRandom(octets);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new FileStream(path + ".new", options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(octets) + "\n"));
        }

        File.Move(path + ".new", path);
    }

    /// <summary>Looks whether the file changed. True: it did, and its secrets were taken or refused.</summary>
    public bool Refresh()
    {
        var stamp = FileStamp.Of(nativePath);
        if (stamp == looked)
        {
            return false;
        }

        looked = stamp;
        Problem = TryRead();
        return true;
    }

    private string? TryRead()
    {
        try
        {
            var lines = new FileInfo(path).Length <= MaxLength ? File.ReadAllLines(path) : [];
            if (lines.Length is not (1 or 2))
            {
                return $"cookie secret file '{path}' has {(lines.Length == 0 ? "no line or very many" : $"{lines.Length} lines")}, expected one secret or two, a line each";
            }

            var secrets = new CookieSecret[lines.Length];
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Length != 2 * CookieSecret.Length || !lines[i].All(char.IsAsciiHexDigit))
                {
                    return $"{path}:{i + 1}:1: no cookie secret, expected {2 * CookieSecret.Length} hexadecimal digits";
                }

                secrets[i] = new CookieSecret(Convert.FromHexString(lines[i]));
            }

            Secrets = new CookieSecrets(secrets[0], secrets.Length > 1 ? secrets[1] : null);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"cannot read cookie secret file '{path}': {e.Message}";
        }
    }
}

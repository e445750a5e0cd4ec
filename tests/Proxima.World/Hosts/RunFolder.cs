using System.Globalization;

namespace Proxima.World;

/// <summary>
/// What a running world leaves where others can find it: /run/proxima-world/NAME with the owner's process id and the control
/// socket. Written before the first namespace is made, removed after the last is gone, so whatever a crash leaves is found.
/// </summary>
internal sealed record RunFolder(string Name)
{
    public const string Root = "/run/proxima-world";

    /// <summary>A name has no dash, so that px-NAME-HOST belongs to one world only.</summary>
    public const int MaxNameLength = 20;

    public string Path => $"{Root}/{Name}";

    public string ControlPath => $"{Path}/control";

    private string OwnerPath => $"{Path}/owner";

    public static RunFolder Of(string name) => new(name);

    public static IEnumerable<RunFolder> All() =>
        Directory.Exists(Root) ? Directory.GetDirectories(Root).Select(d => new RunFolder(System.IO.Path.GetFileName(d))) : [];

    /// <summary>
    /// False when a living world has this name. The folder is made aside and moved into place with its owner already in it,
    /// so that no sweep ever sees a folder that only seems to have none.
    /// </summary>
    public bool TryClaim()
    {
        var aside = $"{Root}.{Environment.ProcessId}";
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(aside);
        File.WriteAllText($"{aside}/owner", OwnerText(Environment.ProcessId));
        try
        {
            Directory.Move(aside, Path);
            return true;
        }
        catch (IOException)
        {
            Directory.Delete(aside, recursive: true);
            return false;
        }
    }

    public void Remove() => Directory.Delete(Path, recursive: true);

    /// <summary>The owner is known by its id and its start time: an id alone may have been given to another process since.</summary>
    public bool HasLivingOwner()
    {
        if (!File.Exists(OwnerPath))
        {
            return false;
        }

        var text = File.ReadAllText(OwnerPath);
        return int.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var id) && OwnerText(id) == text;
    }

    /// <summary>"ID START": field 22 of /proc/ID/stat, counted after the name's closing parenthesis; null when there is no such process.</summary>
    private static string? OwnerText(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : $"{processId} {fields[19]}";
        }
        catch (IOException)
        {
            return null;
        }
    }
}

using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Text;
using Proxima.Engine.Zones;

namespace Proxima.Settings.Steering;

/// <summary>A master file checked into a zone.</summary>
public static class ZoneSource
{
    /// <summary>The zone of the file at <paramref name="path"/>, or null and what is wrong with it in <paramref name="errors"/>.</summary>
    public static Zone? Load(string path, DomainName apex, ICollection<TextError> errors)
    {
        var file = MasterFile.ParseFile(path, apex);
        foreach (var error in file.Errors)
        {
            errors.Add(error);
        }

        if (file.Errors.Count > 0)
        {
            return null;
        }

        if (Zone.TryCreate(apex, file.Records, out var zone, out var problems))
        {
            return zone;
        }

        foreach (var problem in problems)
        {
            errors.Add(PositionOf(problem, file, path).Error(problem, "records that make a zone"));
        }

        return null;
    }

    // A problem of the whole zone begins with the owner name, mostly with the type behind it: that is where a person looks first.
    private static TextPosition PositionOf(string problem, MasterFile file, string path)
    {
        var words = problem.Split(' ', 3);
        var best = -1;
        for (var i = 0; i < file.Records.Count; i++)
        {
            if (file.Records[i].Owner.ToString() != words[0])
            {
                continue;
            }

            if (words.Length > 1 && RecordCatalog.NameOf(file.Records[i].Type) == words[1])
            {
                return file.Positions[i];
            }

            best = best < 0 ? i : best;
        }

        return best < 0 ? new TextPosition(path, 1, 1) : file.Positions[best];
    }
}

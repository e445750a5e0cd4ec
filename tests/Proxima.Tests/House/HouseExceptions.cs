namespace Proxima.Tests.House;

/// <summary>exceptions.txt: lines of <c>rule subject : reason</c>. An exception that no longer applies is itself a failure, so the list cannot rot.</summary>
internal sealed class HouseExceptions
{
    private readonly List<(string Rule, string Subject)> entries = [];
    private readonly string rule;
    private readonly HashSet<string> used = [];

    public HouseExceptions(string rule)
    {
        this.rule = rule;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "tests/Proxima.Tests/House/exceptions.txt")))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var parts = line.Split(" : ", 2);
            var words = parts[0].Split(' ', 2);
            Assert.True(parts.Length == 2 && words.Length == 2 && parts[1].Length > 10, $"exceptions.txt wants 'rule subject : reason', not: {line}");
            entries.Add((words[0], words[1]));
        }
    }

    /// <summary>True when the breach is a listed one.</summary>
    public bool Allows(string subject)
    {
        used.Add(subject);
        return entries.Contains((rule, subject));
    }

    /// <summary>Fails on breaches that are not listed and on listed ones that are gone.</summary>
    public void Check(IEnumerable<(string Subject, string What)> breaches)
    {
        var open = breaches.Where(breach => !Allows(breach.Subject)).Select(breach => $"{breach.Subject}: {breach.What}").ToList();
        open.AddRange(entries.Where(entry => entry.Rule == rule && !used.Contains(entry.Subject)).Select(entry => $"exceptions.txt: '{rule} {entry.Subject}' is no longer needed"));
        Assert.True(open.Count == 0, string.Join(Environment.NewLine, open));
    }
}

namespace Proxima.Control.Storage;

/// <summary>Table <c>site</c>: a name keeps its number for ever, also when it leaves the steering file and comes back.</summary>
internal static class SiteRows
{
    public static Dictionary<string, ushort> Read(SqlSession session) =>
        session.Query("SELECT name, number FROM site", row => (row.GetString(0), (ushort)row.GetInt32(1))).ToDictionary();

    public static Dictionary<string, ushort> Register(SqlSession session, IEnumerable<string> names)
    {
        var known = Read(session);
        var next = known.Count == 0 ? 0 : known.Values.Max() + 1;
        foreach (var name in names)
        {
            if (known.TryAdd(name, (ushort)next))
            {
                session.Execute("INSERT INTO site (number, name) VALUES (@p0, @p1)", next++, name);
            }
        }

        return known;
    }
}

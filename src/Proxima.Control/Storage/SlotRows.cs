namespace Proxima.Control.Storage;

/// <summary>Which endpoint of which pool.</summary>
public readonly record struct EndpointKey(string Pool, string Endpoint);

/// <summary>Table <c>endpoint_slot</c>: where each endpoint's state stands in the health file.</summary>
internal static class SlotRows
{
    public static Dictionary<EndpointKey, int> Read(SqlSession session) =>
        session.Query("SELECT pool, endpoint, slot FROM endpoint_slot", row => (new EndpointKey(row.GetString(0), row.GetString(1)), row.GetInt32(2))).ToDictionary();

    public static void Add(SqlSession session, EndpointKey key, int slot) =>
        session.Execute("INSERT INTO endpoint_slot (pool, endpoint, slot) VALUES (@p0, @p1, @p2)", key.Pool, key.Endpoint, slot);

    public static void Remove(SqlSession session, EndpointKey key) =>
        session.Execute("DELETE FROM endpoint_slot WHERE pool = @p0 AND endpoint = @p1", key.Pool, key.Endpoint);
}

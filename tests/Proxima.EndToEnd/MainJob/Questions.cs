namespace Proxima.EndToEnd;

/// <summary>Asks the node by dig, as the clients of the atlas would, and compares the answers with its matrix.</summary>
internal sealed record Questions(World World, Atlas Atlas)
{
    /// <summary>What every client is answered, each asked the given ways.</summary>
    public async Task<IReadOnlyList<Reply>> AskAll(params IEnumerable<Way> ways)
    {
        var replies = new List<Reply>();
        var questions = from client in Atlas.Clients from way in ways select (client, way);
        // Six at a time: enough to hide the network's delay, few enough for two cores.
        foreach (var some in questions.Chunk(6))
        {
            replies.AddRange(await Task.WhenAll(some.Select(q => Ask(q.client, q.way))));
        }

        return replies;
    }

    public async Task<Reply> Ask(Place client, Way way)
    {
        var dig = await way.Ask(World, Atlas, client);
        return new Reply(client, way, Way.SiteOf(dig, Atlas), dig);
    }

    public IReadOnlyList<Reply> Wrong(IEnumerable<Reply> replies, string? exceptSite = null) =>
        [.. replies.Where(r => r.Site != Atlas.LowestLatencySite(r.Client, exceptSite))];

    public string Describe(IEnumerable<Reply> replies) =>
        string.Join('\n', replies.Take(30).Select(r => $"  {r.Client.Name} {r.Way}: {r.Site}, lowest is {Atlas.LowestLatencySite(r.Client)}"));

    /// <summary>Every reply is the matrix's, authoritative, and says by its scope for which part of the subnet it holds.</summary>
    public void AssertFollowMatrix(IReadOnlyList<Reply> replies)
    {
        Assert.Equal(12 * 8, replies.Count);
        Assert.True(Wrong(replies).Count == 0, Describe(Wrong(replies)));
        Assert.All(replies, r => Assert.Contains("aa", r.Dig.Flags.Split(' ')));
        // RFC 7871 section 7.2.1: a decision made for a subnet says for which addresses it holds.
        Assert.All(replies.Where(r => r.Way.WithSubnet), r => Assert.InRange(r.Dig.Scope ?? -1, 1, r.Way.OverIPv6 ? 48 : 24));
        // Every site is somebody's best, so a constant answer could not pass.
        Assert.Equal(5, replies.Select(r => r.Site).Distinct().Count());
    }
}

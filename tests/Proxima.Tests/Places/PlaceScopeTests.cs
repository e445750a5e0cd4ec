using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Places;

public sealed class PlaceScopeTests : IDisposable
{
    private readonly PlaceFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_a_filter_decides_by_the_place_holds_as_far_as_the_place_does()
    {
        using var map = folder.Open(folder.Write("t.csv", "192.0.2.0,192.0.2.127,AT\n192.0.2.128,192.0.2.255,DE\n"));
        var chain = new Chain([new OnlyFrom("AT")], ["only-from"]);
        Assert.True(chain.ReadsPlace);
        Assert.False(chain.ReadsLatency);
        var candidates = new Candidate[1];

        foreach (var (address, kept, length) in ((string, int, int)[])[("192.0.2.7", 1, 25), ("192.0.2.200", 0, 25), ("9.9.9.9", 0, 1), ("192.0.3.0", 0, 24)])
        {
            var client = new Client(Prefix.Parse(address), ClientSource.ClientSubnet, default, 0, 0) { Places = map };
            var scope = default(Scope);
            Assert.Equal(kept, chain.Run(in client, candidates, ref scope));
            Assert.Equal((true, length), (scope.UsesPlace, (int)scope.PlaceLength));
        }
    }

    /// <summary>Keeps candidates for clients of one country alone: the least that reads a place.</summary>
    private sealed class OnlyFrom(string country) : IFilter
    {
        public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
        {
            var match = client.FindPlace();
            scope.RelyOnPlace(client.Network, in match);
            return match.Place.Country.ToString() == country ? kept.Length : 0;
        }

        public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) => "elsewhere";
    }
}

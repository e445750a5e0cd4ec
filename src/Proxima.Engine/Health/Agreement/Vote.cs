namespace Proxima.Engine.Health.Agreement;

/// <summary>What one vantage says of an endpoint.</summary>
public enum Vote : byte
{
    /// <summary>It does not check the endpoint.</summary>
    Absent = 0,

    /// <summary>It checks, and has come to no verdict since it began: for fall or rise intervals at most.</summary>
    Learning = 1,

    Up = 2,

    Down = 3,

    /// <summary>Its checks come to no result.</summary>
    Unknown = 4,
}

/// <summary>
/// How many vantages check an endpoint, and how many of them must say down for it to be down. Where fewer have a word, so many do: a node
/// alone decides alone.
/// </summary>
public readonly record struct Quorum(int Vantages, int Need)
{
    public const int MostVantages = 51;

    /// <summary>Two of three: one vantage may be wrong, and one more may be away.</summary>
    public static readonly Quorum Default = new(3, 2);

    /// <summary>Every node looks, and an endpoint is up as long as one of them says so: for what is told to one node only.</summary>
    public static readonly Quorum AnyUp = new(MostVantages, MostVantages);
}

/// <summary>How an endpoint's votes are counted.</summary>
/// <param name="Quorum">How many check, and how many must say down.</param>
/// <param name="IsShared">Vantages beyond the quorum's number need not check it.</param>
/// <param name="SettleMs">How long a check takes to find out that the endpoint is up again.</param>
public readonly record struct VoteRule(Quorum Quorum, bool IsShared, long SettleMs);

/// <summary>Votes counted.</summary>
public struct Tally
{
    private int up;
    private int down;
    private int learning;
    private int unknown;

    public void Add(Vote vote)
    {
        up += vote == Vote.Up ? 1 : 0;
        down += vote == Vote.Down ? 1 : 0;
        learning += vote == Vote.Learning ? 1 : 0;
        unknown += vote == Vote.Unknown ? 1 : 0;
    }

    /// <summary>
    /// The status that follows. Those that are learning are waited for, those that cannot tell are not; where nobody has a word, what was
    /// last known stays.
    /// </summary>
    public readonly EndpointStatus Decide(int need, EndpointStatus last) =>
        down > 0 && down >= Math.Min(need, up + down + learning) ? EndpointStatus.Down
        : up > 0 ? EndpointStatus.Up
        : down == 0 && unknown > 0 && learning == 0 ? EndpointStatus.Unknown
        : last;
}

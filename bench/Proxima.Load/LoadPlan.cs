using System.Globalization;
using System.Net;

namespace Proxima.Load;

/// <summary>One run as it was asked for.</summary>
internal sealed record LoadPlan(IPEndPoint Server, QueryTemplate Query, Expectation[] Picks)
{
    private const int PickCount = 1 << 20;

    public required int Sockets { get; init; }

    /// <summary>Queries in flight over all sockets, for the closed loop.</summary>
    public required int Window { get; init; }

    /// <summary>Queries a second of the open loop; 0: closed loop.</summary>
    public required double Rate { get; init; }

    public required double WarmSeconds { get; init; }

    public required double Seconds { get; init; }

    public required int IdleConnections { get; init; }

    /// <summary>Whether a connection that the server ends is counted and opened again, instead of ending the run.</summary>
    public required bool Reconnects { get; init; }

    /// <summary>Answers after which the client opens a new connection; 0: it keeps it.</summary>
    public required int AnswersPerConnection { get; init; }

    public required IReadOnlyList<int> Processes { get; init; }

    /// <exception cref="FormatException">An option is missing or not to be read.</exception>
    public static LoadPlan From(LoadArguments arguments)
    {
        var table = arguments.Has("table") ? ExpectedTable.Read(arguments.Required("table")) : [default];
        var random = new Random(arguments.Number("seed", 1));
        var isCompared = !arguments.Has("unchecked");
        var picks = new Expectation[PickCount];
        for (var i = 0; i < picks.Length; i++)
        {
            var pick = table[random.Next(table.Length)];
            picks[i] = isCompared ? pick : pick with { Address = 0 };
        }

        var sockets = arguments.Number("sockets", 1);
        return new LoadPlan(
            IPEndPoint.Parse(arguments.Required("server")),
            new QueryTemplate(arguments.Required("name"), table[0].Network, FaultOf(arguments)),
            picks)
        {
            Sockets = sockets,
            Window = arguments.Has("pipeline") ? sockets * arguments.Number("pipeline", 1) : arguments.Number("window", 200),
            Rate = arguments.Amount("rate", 0),
            WarmSeconds = arguments.Amount("warm", 1),
            Seconds = arguments.Amount("seconds", 3),
            IdleConnections = arguments.Number("idle", 0),
            Reconnects = arguments.Has("reconnect"),
            AnswersPerConnection = arguments.Number("each", 0),
            Processes = [.. arguments.Text("pids", string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture))],
        };
    }

    private static QueryFault FaultOf(LoadArguments arguments) =>
        arguments.Has("malformed") ? QueryFault.EndsInQuestion
        : arguments.Has("response") ? QueryFault.IsResponse
        : arguments.Has("short") ? QueryFault.EndsInHeader
        : QueryFault.None;
}

using Proxima.Dns.Messages;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Engine.Protection;

/// <summary>
/// Stands before the answer: who gets it, who is asked to come by TCP, who gets nothing. Over UDP a sender's address may be anybody's; who shows a cookie that was
/// sent to it, or came by TCP, is who it says, and is not limited. Any thread may ask; one looks at the clock.
/// </summary>
/// <param name="limit">Null: no answer is held back.</param>
public sealed class Guard(CookieMint cookies, RateLimit? limit)
{
    /// <summary>To be called every 100 ms or so: time goes on.</summary>
    public void Look()
    {
        cookies.Look();
        limit?.Look();
    }

    /// <summary>Judges one query that was read, well-formed or not, and counts what it does not let through.</summary>
    internal Pass Admit(ReadOnlySpan<byte> request, in Query query, in Prefix from, Transport transport, WorkerReport report)
    {
        var cookie = cookies.Reply(request, in query, in from);
        if (cookie.IsProven)
        {
            report.Count(Counter.CookieProven);
        }
        else if (limit is not null && transport == Transport.Udp && !limit.TryTake(in from))
        {
            var isSlip = limit.IsSlip(report.Total(Counter.RateDropped) + report.Total(Counter.RateTruncated));
            report.Count(isSlip ? Counter.RateTruncated : Counter.RateDropped);
            return new Pass(isSlip ? Verdict.Truncate : Verdict.Drop, cookie);
        }

        return new Pass(Verdict.Answer, cookie);
    }
}

/// <summary>What becomes of a query, and the cookie that its response carries.</summary>
internal readonly struct Pass(Verdict verdict, CookieReply cookie)
{
    public Verdict Verdict => verdict;

    public CookieReply Cookie => cookie;
}

internal enum Verdict : byte
{
    Answer = 0,

    /// <summary>No records, and TC: come by TCP.</summary>
    Truncate = 1,

    /// <summary>Nothing is sent.</summary>
    Drop = 2,
}

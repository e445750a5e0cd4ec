using Proxima.Measurement.Uplink;

namespace Proxima.Control.Monitoring;

/// <summary>Tells one peer what this node's checks say: changes within <see cref="Interval"/>, and every <see cref="HeartbeatMs"/> that it still sees.</summary>
public sealed class VoteExchange(PeerUplink peer, VoteBook book, string name, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>A fifth of what makes a vantage stale.</summary>
    public const long HeartbeatMs = 1_000;

    private long held;
    private long? saidAt;
    private bool saidBlind;

    public async Task SendAsync(CancellationToken cancel)
    {
        if (held == book.Round && saidBlind == book.IsBlind && saidAt is { } at && time.GetElapsedTime(at).TotalMilliseconds < HeartbeatMs)
        {
            return;
        }

        saidAt = time.GetTimestamp();
        var report = book.ReportSince(held, name);
        var reply = await peer.SendVotesAsync(report, cancel);
        saidBlind = report.Blind;
        held = reply?.Round == report.Round ? report.Round : 0;
    }
}

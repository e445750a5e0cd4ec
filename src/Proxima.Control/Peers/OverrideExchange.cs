using Microsoft.Extensions.Logging;
using Proxima.Control.Operations;
using Proxima.Engine.Steering;
using Proxima.Measurement.Agents;

namespace Proxima.Control.Peers;

/// <summary>
/// Whoever drains a site at one node has drained it at all: every node asks every peer for all that was said, and takes what is news to it. A peer
/// that was away is told by the same question, whatever was said on either side meanwhile.
/// </summary>
public sealed class OverrideExchange(PeerGroup peers, OverrideBook book, OverrideRound round, TimeProvider time, ILogger logger)
{
    /// <summary>How often peers are asked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ChangeLog log = new(line => logger.LogWarning("{Line}", line));

    public async Task RunAsync(CancellationToken cancel)
    {
        var isNews = false;
        foreach (var (peer, reply) in await peers.AskForWordsAsync(cancel))
        {
            var words = PeerWords.Read(reply, time.GetUtcNow(), out var refused);
            SayRefused(peer, refused);
            var (added, gone) = await book.MergeAsync(words);
            isNews |= added.Count + gone.Count > 0;
            foreach (var one in added)
            {
                logger.LogWarning("{Target} is {Status}, says {Who} at peer {Peer}: {Why}", one.Target, SteeringWords.Of(one.Status), one.Who, peer, one.Why);
            }

            foreach (var one in gone)
            {
                logger.LogWarning("{Target} is no longer {Status}, as {Who} had said: taken back or replaced at peer {Peer}", one.Target, SteeringWords.Of(one.Status), one.Who, peer);
            }
        }

        if (isNews)
        {
            await round.RunAsync(cancel);
        }
    }

    private void SayRefused(string peer, int refused)
    {
        if (refused > 0)
        {
            log.Say(peer, "refused", $"peer {peer} tells overrides that are not taken: dated minutes ahead, or by another version; is its clock right?");
        }
        else
        {
            log.SayRecovered(peer, $"all overrides of peer {peer} are taken again");
        }
    }
}

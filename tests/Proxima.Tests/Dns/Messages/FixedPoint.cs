using Proxima.Dns.Messages;

namespace Proxima.Tests.Dns.Messages;

/// <summary>What can be read can be written, reads again, and is then written as the same octets.</summary>
internal static class FixedPoint
{
    /// <summary>Returns whether the packet was a message at all.</summary>
    public static bool Assert(ReadOnlySpan<byte> packet)
    {
        if (!Message.TryRead(packet, out var message, out _))
        {
            return false;
        }

        var written = message.Write();
        Xunit.Assert.True(Message.TryRead(written, out var again, out var problem), problem);
        Xunit.Assert.True(written.AsSpan().SequenceEqual(again.Write()));
        Xunit.Assert.True(message.Answers.SequenceEqual(again.Answers) && message.Authorities.SequenceEqual(again.Authorities)
            && message.Additionals.SequenceEqual(again.Additionals) && Equals(message.Opt, again.Opt));
        return true;
    }
}

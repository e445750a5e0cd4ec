using Proxima.Dns.Messages;
using Proxima.Dns.Records;

namespace Proxima.Engine.Answering;

/// <summary>
/// Which sets of an answer go into a message of limited size. A set goes in whole or not at all. When an answer or authority set does not
/// fit, the message keeps only its question, and TC tells the client to come by TCP: a part would be taken for the whole by some. Additional
/// addresses that do not fit are left out silently, unless they are a referral's necessary glue: then TC is set (RFC 9471 section 3).
/// </summary>
internal static class Truncation
{
    /// <summary>Writes the sets; true when TC was set.</summary>
    public static bool WriteSets(ref MessageWriter writer, Answer answer)
    {
        var isTruncated = answer.LacksGlue;
        var question = writer.Mark();
        foreach (ref readonly var set in answer.Sets)
        {
            if (TryWrite(ref writer, answer, set))
            {
                continue;
            }

            if (set.Section != Section.Additional)
            {
                writer.Rollback(question);
                isTruncated = true;
                break;
            }

            isTruncated |= set.IsNecessary;
        }

        if (isTruncated)
        {
            writer.SetTruncated();
        }

        return isTruncated;
    }

    private static bool TryWrite(ref MessageWriter writer, Answer answer, in AnswerSet set)
    {
        var before = writer.Mark();
        foreach (var rdata in answer.RecordsOf(set))
        {
            if (!writer.WriteRecord(set.Section, answer.NameOf(set), set.Type, RecordClass.IN, set.Ttl, rdata))
            {
                writer.Rollback(before);
                return false;
            }
        }

        return true;
    }
}

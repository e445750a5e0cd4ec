namespace Proxima.Engine.Latency;

/// <summary>IPv4 before IPv6, then by address, a covering prefix before what it covers: the order in which nested prefixes become ranges in one pass.</summary>
internal static class PrefixOrder
{
    public static int Compare(in Prefix left, in Prefix right)
    {
        if (left.IsIPv6 != right.IsIPv6)
        {
            return left.IsIPv6 ? 1 : -1;
        }

        var byAddress = left.High.CompareTo(right.High);
        return byAddress != 0 ? byAddress : left.Length.CompareTo(right.Length);
    }

    /// <summary>Sorts rows by prefix; of two with one prefix the later added (the higher store row) comes last. Rows that come in order cost one pass.</summary>
    public static void Sort(Span<RowKey> rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (CompareRows(rows[i - 1], rows[i]) > 0)
            {
                rows.Sort(static (left, right) => CompareRows(left, right));
                return;
            }
        }
    }

    private static int CompareRows(in RowKey left, in RowKey right)
    {
        var byPrefix = Compare(left.Prefix, right.Prefix);
        return byPrefix != 0 ? byPrefix : left.Store.CompareTo(right.Store);
    }
}

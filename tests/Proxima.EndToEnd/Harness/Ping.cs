using System.Globalization;
using System.Text.RegularExpressions;

namespace Proxima.EndToEnd;

/// <summary>What ping (iputils) measured.</summary>
internal sealed partial record Ping(int Sent, IReadOnlyList<double> RttsMs)
{
    public int Received => RttsMs.Count;

    /// <summary>The least disturbed one: what the path takes, without what a busy machine adds now and then.</summary>
    public double LeastMs => RttsMs.Count == 0 ? double.NaN : RttsMs.Min();

    public static async Task<Ping> Send(Host from, string to, int count)
    {
        var finished = await from.Run("ping", "-n", "-c", $"{count}", "-i", "0.05", "-W", "1", to);
        return new Ping(count, [.. TimeField().Matches(finished.Output).Select(m => double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture))]);
    }

    [GeneratedRegex(@"icmp_seq=\d+ .*time=(?<value>[\d.]+) ms", RegexOptions.None, 1000)]
    private static partial Regex TimeField();
}

using System.Buffers;
using System.Globalization;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>
/// A program under the contract of Nagios plugins (Monitoring Plugins Development Guidelines): the exit code is the verdict, the first line of
/// its output the reason, and what stands behind a bar is performance figures, of which a time is taken as RTT. A program that hangs, prints
/// without end or breaks the contract says nothing of the target: unclear, not down.
/// </summary>
public sealed class ExecProbe(ExecCheck check, ProgramSlots slots) : IProbe
{
    private const int MaxDetail = 200;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly string[] TimeLabels = ["rta", "rtt", "time"];

    public async Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        var command = check.Command.Split('\n').Select(part => part
            .Replace("{address}", target.Address.ToString(), StringComparison.Ordinal)
            .Replace("{name}", target.Name, StringComparison.Ordinal)).ToList();
        var run = await slots.RunAsync(command, timeout, cancellation);
        return run.Problem is { } problem ? run.HasStarted ? ProbeResult.Unclear(problem) : ProbeResult.NotSent(problem) : Judge(run.ExitCode, run.Output);
    }

    internal ProbeResult Judge(int exitCode, string output)
    {
        if (output.Contains('\0', StringComparison.Ordinal))
        {
            return ProbeResult.Unclear($"exit code {exitCode}, and its output is no text");
        }

        var line = output.AsSpan().TrimStart();
        line = line[..(line.IndexOfAny('\r', '\n') is var end and >= 0 ? end : line.Length)];
        var bar = line.IndexOf('|');
        var detail = Printable(bar < 0 ? line : line[..bar]);
        var rtt = bar < 0 ? Rtt.Unknown : ReadTime(line[(bar + 1)..]);
        return exitCode switch
        {
            0 => ProbeResult.Good(rtt, detail),
            1 when check.WarningIsUp => ProbeResult.Good(rtt, detail),
            1 or 2 => ProbeResult.Bad(rtt, detail),
            3 => ProbeResult.Unclear(detail),
            _ => ProbeResult.Unclear($"exit code {exitCode} is none of 0 to 3{(detail.Length > 0 ? $": {detail}" : string.Empty)}"),
        };
    }

    private static string Printable(ReadOnlySpan<char> text)
    {
        var shown = text.Trim();
        return string.Concat(shown[..Math.Min(shown.Length, MaxDetail)].ToString().Select(c => char.IsControl(c) ? '?' : c));
    }

    /// <summary>The first figure that is a round-trip time: <c>rta=0.05ms;100;500;0 pl=0%</c>.</summary>
    private static Rtt ReadTime(ReadOnlySpan<char> figures)
    {
        foreach (var range in figures.Split(' '))
        {
            var figure = figures[range];
            var equals = figure.IndexOf('=');
            if (equals <= 0 || !TimeLabels.Contains(figure[..equals].Trim('\'').ToString()))
            {
                continue;
            }

            var value = figure[(equals + 1)..];
            value = value[..(value.IndexOf(';') is var end and >= 0 ? end : value.Length)];
            var digits = value.IndexOfAnyExcept(Digits);
            double factor = digits < 0 ? 0 : value[digits..] switch { "s" => 1000, "ms" => 1, "us" => 0.001, _ => 0 };
            if (factor > 0 && double.TryParse(value[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return Rtt.FromMilliseconds(number * factor);
            }
        }

        return Rtt.Unknown;
    }
}

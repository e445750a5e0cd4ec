using Proxima.Measurement.Agents;
using Proxima.Measurement.Uplink;

namespace Proxima.Measurement.Counters;

/// <summary>
/// Sends the counters of this machine's interfaces once a minute. Nothing is kept for a receiver that does not take them: the next
/// report says all over again.
/// </summary>
public sealed class CounterReporter(string site, InterfaceTable table, IReadOnlyList<CounterReceiver> receivers, ChangeLog log, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Connections of clients that began since the last report; null: nobody looks.</summary>
    public Func<long?> Arrivals { get; init; } = () => null;

    /// <summary>Reports until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ReportAsync(cancellation);
                await Task.Delay(Interval, time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>One report to every receiver.</summary>
    public async Task ReportAsync(CancellationToken cancellation)
    {
        if (table.Read(site, out var problem) is not { } report)
        {
            log.Say("interfaces", problem, $"{problem}; quotas cannot be kept");
            return;
        }

        log.SayRecovered("interfaces", "the counters of the interfaces can be read again");
        report = report with { NewConnections = Arrivals() };
        foreach (var receiver in report.Interfaces.Count == 0 && report.NewConnections is null ? [] : receivers)
        {
            if (await receiver.SendAsync(report, cancellation) is { } refusal)
            {
                log.Say($"counters {receiver.Name}", refusal, $"{receiver.Name} does not take the counters of the interfaces: {refusal}");
            }
            else
            {
                log.SayRecovered($"counters {receiver.Name}", $"{receiver.Name} takes the counters of the interfaces again");
            }
        }
    }
}

/// <summary>Who takes counters; <paramref name="SendAsync"/> gives null when it did, else why not.</summary>
public sealed record CounterReceiver(string Name, Func<CountersReport, CancellationToken, Task<string?>> SendAsync);

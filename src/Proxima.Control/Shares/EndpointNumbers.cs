using Proxima.Control.Intake;
using Proxima.Control.Publishing;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;

namespace Proxima.Control.Shares;

/// <summary>The numbers of the health words that change by the second: how long who is back, what quotas are used, what load sheds.</summary>
public sealed class EndpointNumbers
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly HealthSlots health;

    public EndpointNumbers(QuotaBook quotas, LoadBook loads, ArrivalBook arrivals, SiteNumbers sites, HealthSlots health)
    {
        this.health = health;
        Loads = loads;
        Quotas = quotas;
        Arrivals = arrivals;
        Intake = new NumberIntake(sites, loads, quotas, arrivals);
    }

    public NumberIntake Intake { get; }

    public LoadBook Loads { get; }

    public QuotaBook Quotas { get; }

    public ArrivalBook Arrivals { get; }

    /// <summary>The endpoints and quotas there are from now on.</summary>
    public void Take(SteeringModel model)
    {
        Loads.Take(model);
        Quotas.Take(model);
    }

    /// <summary>Writes the health words anew. To be called once every <see cref="Interval"/>.</summary>
    public Task StepAsync(CancellationToken cancel)
    {
        health.Settle();
        Loads.Step();
        Quotas.Step();
        return Task.CompletedTask;
    }
}

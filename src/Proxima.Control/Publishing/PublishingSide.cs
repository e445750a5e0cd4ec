using Microsoft.Extensions.Logging;
using Proxima.Control.Intake;
using Proxima.Settings.Node;

namespace Proxima.Control.Publishing;

/// <summary>
/// What becomes of the estimates.
/// <code>
///   steering file -> SteeringWatch -> content;  databases -> GeoIpWatch -> PlaceBook;  both and the estimates -> Publisher -> snapshot
/// </code>
/// </summary>
public sealed class PublishingSide
{
    private readonly NodeGround ground;

    /// <param name="targets">Client networks that asked.</param>
    /// <param name="takeSteering">What else there is to do when the steering file says something new; calls <see cref="Take"/>.</param>
    public PublishingSide(NodeGround ground, TargetList targets, Func<SteeringContent, Task> takeSteering)
    {
        this.ground = ground;
        Steering = new SteeringWatch(Settings.SteeringFile ?? string.Empty, SteeringReading.Load, takeSteering, ground.LoggerOf<SteeringWatch>());
        GeoIp = new GeoIpWatch(Settings.GeoIp.Files, ground.Places, ground.Changes.RaiseUrgently, ground.LoggerOf<GeoIpWatch>());
        var warnings = ground.LoggerOf<VantageWatch>();
        Vantages = new VantageWatch(ground.Sites, line => warnings.LogWarning("{Line}", line));
        Publisher = new Publisher(
            new PublisherSettings(ground.State.Snapshot, Settings.PublishInterval, Settings.Measure.Tolerance, Settings.Measure.Dwell),
            new PublisherInputs(() => Content, ground.Estimates, Vantages, ground.Sites, ground.Slots, ground.Places, ground.HealthTable, ground.Store.Contents.Seed) { Asked = () => targets.Networks },
            ground.Changes, ground.Time, ground.LoggerOf<Publisher>());
    }

    public SteeringWatch Steering { get; }

    public GeoIpWatch GeoIp { get; }

    public VantageWatch Vantages { get; }

    public Publisher Publisher { get; }

    /// <summary>What snapshots are made of at the moment; null while the steering file was never good.</summary>
    public SteeringContent? Content { get; private set; }

    private NodeSettings Settings => ground.Settings;

    /// <summary>From now on snapshots are made of this.</summary>
    public void Take(SteeringContent content)
    {
        Content = content;
        ground.Changes.RaiseUrgently();
    }

    public IEnumerable<BackgroundLoop> Loops()
    {
        if (Settings.SteeringFile is not null)
        {
            yield return ground.Loop("steering file", TimeSpan.FromSeconds(1), Steering.LookAsync);
        }

        if (Settings.GeoIp.Files.Count > 0)
        {
            yield return ground.Loop("geolocation databases", Settings.GeoIp.Interval, GeoIp.LookAsync);
        }
    }
}

using System.Text.Json;
using Proxima.Engine.Steering;
using Proxima.Settings.Node;

namespace Proxima.Control.Notices;

/// <summary>Tells changes of status to whom the settings name, each by a queue of its own: one that cannot be reached holds up nobody else.</summary>
public sealed class NoticeDesk : IDisposable
{
    private readonly StatusWatch watch;
    private readonly Func<SteeringModel?> steering;
    private readonly List<(INoticeTaker Taker, NoticeQueue Queue)> destinations = [];

    public NoticeDesk(NotifySettings settings, StatusWatch watch, Func<SteeringModel?> steering, TimeProvider time)
    {
        this.watch = watch;
        this.steering = steering;
        if (settings.Webhook is { } url)
        {
            destinations.Add((new Webhook(url, settings.Token), new NoticeQueue(settings.Interval, time)));
        }

        if (settings.Command is { } path)
        {
            destinations.Add((new NoticeCommand(path, time), new NoticeQueue(settings.Interval, time)));
        }
    }

    /// <summary>How often <see cref="Look"/> and what tells are run.</summary>
    public static TimeSpan Interval => StatusWatch.Interval;

    /// <summary>For each destination its name, and what tells it that which is due; a failure leaves that waiting.</summary>
    public IEnumerable<(string Name, Func<CancellationToken, Task> Tell)> Tellers => destinations.Select(one => (one.Taker.Name, Teller(one.Taker, one.Queue)));

    public Task Look(CancellationToken cancel)
    {
        if (destinations.Count > 0 && steering() is { } model)
        {
            var changes = watch.Look(model);
            var known = model.Pools.SelectMany(pool => pool.Endpoints.Select(endpoint => (pool.Name, endpoint.Name))).ToHashSet();
            foreach (var (_, queue) in destinations)
            {
                queue.Keep(known);
                foreach (var change in changes)
                {
                    queue.Put(change);
                }
            }
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        foreach (var (taker, _) in destinations)
        {
            (taker as IDisposable)?.Dispose();
        }
    }

    private static Func<CancellationToken, Task> Teller(INoticeTaker taker, NoticeQueue queue) => async cancel =>
    {
        if (queue.Take() is not { Count: > 0 } due)
        {
            return;
        }

        try
        {
            await taker.TellAsync(JsonSerializer.SerializeToUtf8Bytes(new NoticeBatch(due), NoticeJson.Default.NoticeBatch), cancel);
        }
        catch (Exception e) when (e is NoticeException or OperationCanceledException)
        {
            queue.GiveBack(due);
            throw;
        }
    };
}

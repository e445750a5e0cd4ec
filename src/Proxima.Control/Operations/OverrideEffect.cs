using Proxima.Control.Publishing;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;

namespace Proxima.Control.Operations;

/// <summary>Where overrides show: in the health table, which answers, and in the notes, which explain. One thread at a time.</summary>
public sealed class OverrideEffect(OverrideBook book, SlotBook slots, HealthSlots health, string notesPath, TimeProvider time)
{
    private IReadOnlyList<OverrideNote>? written;

    /// <summary>Makes both say what is in force now. True: the health table changed.</summary>
    public bool Apply(SteeringModel model)
    {
        var now = time.GetUtcNow();
        var notes = new List<OverrideNote>();
        var isChanged = false;
        foreach (var pool in model.Pools)
        {
            foreach (var endpoint in pool.Endpoints)
            {
                var one = book.For(pool, endpoint, now);
                isChanged |= health.Say(slots.SlotOf(pool, endpoint), one?.Status);
                if (one is not null)
                {
                    notes.Add(NoteOf(one, pool, endpoint));
                }
            }
        }

        if (written is null || !written.SequenceEqual(notes))
        {
            OverrideNotes.Write(notesPath, notes);
            written = notes;
        }

        return isChanged;
    }

    private static OverrideNote NoteOf(Override one, Pool pool, Endpoint endpoint) => new(
        pool.Name, endpoint.Name, endpoint.Site, endpoint.Address.ToString(), SteeringWords.Of(one.Status), one.Who, one.Why,
        one.From.ToUnixTimeMilliseconds(), one.Until?.ToUnixTimeMilliseconds());
}

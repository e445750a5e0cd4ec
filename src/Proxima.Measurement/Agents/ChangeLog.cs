namespace Proxima.Measurement.Agents;

/// <summary>Says a thing once: a line is written only when the state of its subject changes, so a peer that is away for a day is one line, not ten thousand. Any thread.</summary>
public sealed class ChangeLog(Action<string> writeLine)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> states = [];

    public void Say(string subject, string state, string line)
    {
        lock (gate)
        {
            if (states.TryGetValue(subject, out var last) && last == state)
            {
                return;
            }

            states[subject] = state;
        }

        writeLine(line);
    }

    /// <summary>A good state: said only when a bad one was said before.</summary>
    public void SayRecovered(string subject, string line)
    {
        lock (gate)
        {
            if (!states.Remove(subject))
            {
                return;
            }
        }

        writeLine(line);
    }
}

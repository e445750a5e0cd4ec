using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>
/// The different decisions of one plan, numbered as they come. More than 16 bits can number are not kept, nor is a decision to answer nobody
/// when <paramref name="whenEmpty"/> says that it takes more to know: such a plan decides anew each time.
/// </summary>
internal sealed class DecisionList(bool isFinal, int[]? whenEmpty)
{
    private readonly Dictionary<string, ushort> numbers = [];
    private readonly List<int[]> decisions = [];
    private bool isFull = !isFinal;

    public ushort NumberOf(ReadOnlySpan<int> kept)
    {
        isFull |= kept.IsEmpty && whenEmpty is null;
        if (isFull)
        {
            return 0;
        }

        // A text of the numbers' own bits is a key that compares by content.
        var decided = kept.IsEmpty ? whenEmpty : kept;
        var key = new string(MemoryMarshal.Cast<int, char>(decided));
        if (!numbers.TryGetValue(key, out var number))
        {
            if (decisions.Count > ushort.MaxValue)
            {
                isFull = true;
                return 0;
            }

            numbers[key] = number = (ushort)decisions.Count;
            decisions.Add(decided.ToArray());
        }

        return number;
    }

    /// <summary>Empty when they are not to be used.</summary>
    public ListAt Append(SectionBuilder section)
    {
        if (isFull)
        {
            return default;
        }

        var records = decisions.ConvertAll(decision => new FinalDecision { Count = decision.Length, EndpointsOffset = section.Append<int>(decision) });
        return new ListAt { Count = records.Count, Offset = section.Append<FinalDecision>(CollectionsMarshal.AsSpan(records)) };
    }
}

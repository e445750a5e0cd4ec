namespace Proxima.Control.Demo;

/// <summary>Chance without state: the same seed and the same numbers give the same draw, in whatever order they are asked for (SplitMix64's finisher).</summary>
public readonly record struct DemoChance(ulong Seed)
{
    /// <summary>From 0 up to 1.</summary>
    public double Draw(long first, long second, long third)
    {
        var bits = Mix(Mix(Mix(Seed + (ulong)first) + (ulong)second) + (ulong)third);
        return (bits >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

namespace Proxima.Engine.Latency;

/// <summary>A round-trip time in microseconds. <see cref="Unknown"/> sorts after every known one.</summary>
public readonly record struct Rtt(uint Microseconds) : IComparable<Rtt>
{
    public static Rtt Unknown => new(uint.MaxValue);

    public bool IsKnown => Microseconds != uint.MaxValue;

    public double Milliseconds => Microseconds / 1000.0;

    /// <summary>Rounds to the microsecond; below zero counts as zero, above an hour as an hour.</summary>
    public static Rtt FromMilliseconds(double milliseconds) => new((uint)Math.Clamp(Math.Round(milliseconds * 1000), 0, 3_600_000_000));

    public static Rtt FromTimeSpan(TimeSpan time) => FromMilliseconds(time.TotalMilliseconds);

    public int CompareTo(Rtt other) => Microseconds.CompareTo(other.Microseconds);

    public static bool operator <(Rtt left, Rtt right) => left.Microseconds < right.Microseconds;

    public static bool operator >(Rtt left, Rtt right) => left.Microseconds > right.Microseconds;

    public static bool operator <=(Rtt left, Rtt right) => left.Microseconds <= right.Microseconds;

    public static bool operator >=(Rtt left, Rtt right) => left.Microseconds >= right.Microseconds;

    public override string ToString() => IsKnown ? $"{Milliseconds:0.###} ms" : "unknown";
}

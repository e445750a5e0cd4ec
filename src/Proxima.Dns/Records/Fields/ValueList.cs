using System.Collections;

namespace Proxima.Dns.Records.Fields;

/// <summary>An immutable list that compares by its elements, so that records do.</summary>
public sealed class ValueList<T>(IEnumerable<T> items) : IReadOnlyList<T>, IEquatable<ValueList<T>>
    where T : notnull
{
    private readonly T[] items = [.. items];

    public int Count => this.items.Length;

    public T this[int index] => this.items[index];

    public bool Equals(ValueList<T>? other) => other is not null && this.items.AsSpan().SequenceEqual(other.items);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in this.items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)this.items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => this.items.GetEnumerator();
}

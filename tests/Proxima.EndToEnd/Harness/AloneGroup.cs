namespace Proxima.EndToEnd;

/// <summary>Tests of how exactly the emulated internet keeps its times, and of the kernel's fast path: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneGroup
{
    public const string Name = "alone";
}

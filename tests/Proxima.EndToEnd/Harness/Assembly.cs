// Worlds measure time on a machine they share: two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// Each test has networks, ports and folders of its own, and mostly waits for intervals to pass: on two cores three do not get in each other's way.
// Who measures the machine itself is alone on it (AloneGroup).
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer(typeof(Proxima.EndToEnd.LongestFirst))]

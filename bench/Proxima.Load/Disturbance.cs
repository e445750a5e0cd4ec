using System.Diagnostics;
using Proxima.Engine.Health;
using Proxima.Engine.Snapshots;

namespace Proxima.Load;

/// <summary>What the control process does to the answering one while it answers: a new snapshot every 2 s, and health words that change all the time.</summary>
internal static class Disturbance
{
    private static readonly TimeSpan BetweenSnapshots = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenWords = TimeSpan.FromMilliseconds(1);

    /// <summary>The snapshot is written anew as it is, and words change between two states that are both available: every answer stays the same.</summary>
    public static string Run(string snapshotPath, string healthPath, TimeSpan length)
    {
        var snapshot = File.ReadAllBytes(snapshotPath);
        using var health = HealthFile.Create(healthPath);
        var (snapshots, words, began) = (0, 0, Stopwatch.GetTimestamp());
        using var timer = new PeriodicTimer(BetweenWords);
        while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < length)
        {
            health.Table.Set(words % 8, words / 8 % 2 == 0 ? EndpointStatus.Up : EndpointStatus.ForcedUp, words);
            words++;
            if (elapsed >= BetweenSnapshots * (snapshots + 1))
            {
                SnapshotFile.Write(snapshotPath, snapshot);
                snapshots++;
            }

            timer.WaitForNextTickAsync().AsTask().Wait();
        }

        return $"snapshots={snapshots} words={words}";
    }
}

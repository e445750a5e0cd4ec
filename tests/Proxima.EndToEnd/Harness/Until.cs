using System.Diagnostics;

namespace Proxima.EndToEnd;

/// <summary>Waiting for something to become true: asked again and again up to a deadline, never slept through.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <returns>How long it took.</returns>
    /// <param name="holds">The condition.</param>
    /// <param name="deadline">After this the test fails.</param>
    /// <param name="what">Says in the failure what was waited for, and what is instead; asked only then.</param>
    public static async Task<TimeSpan> Holds(Func<Task<bool>> holds, TimeSpan deadline, Func<string> what)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < deadline, $"not within {deadline.TotalSeconds:0.#} s: {what()}");
            await Task.Delay(Pause);
        }

        return watch.Elapsed;
    }

    public static Task<TimeSpan> Holds(Func<bool> holds, TimeSpan deadline, Func<string> what) =>
        Holds(() => Task.FromResult(holds()), deadline, what);
}

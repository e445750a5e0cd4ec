namespace Proxima.Control.Publishing;

/// <summary>
/// What makes a new snapshot worth building. Ordinary changes gather until the interval is over; urgent ones end the wait. Any thread
/// raises, one waits.
/// </summary>
public sealed class ChangeSignal(TimeProvider time)
{
    private readonly Lock gate = new();
    private TaskCompletionSource urgent = NewSource();
    private bool isRaised;

    public void Raise()
    {
        lock (gate)
        {
            isRaised = true;
        }
    }

    public void RaiseUrgently()
    {
        lock (gate)
        {
            isRaised = true;
            urgent.TrySetResult();
        }
    }

    /// <summary>Waits for the interval, or for an urgent change; then says whether anything changed since the last call.</summary>
    public async Task<bool> WaitAsync(TimeSpan interval, CancellationToken cancel)
    {
        Task hurry;
        lock (gate)
        {
            hurry = urgent.Task;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(Task.Delay(interval, time, over.Token), hurry);
        await over.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        lock (gate)
        {
            var was = isRaised;
            isRaised = false;
            urgent = urgent.Task.IsCompleted ? NewSource() : urgent;
            return was;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

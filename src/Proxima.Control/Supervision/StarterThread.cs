using System.Collections.Concurrent;
using System.Diagnostics;
using Proxima.Engine.Listeners;

namespace Proxima.Control.Supervision;

/// <summary>
/// Starts the data plane with the precedence that this program was started with, while all other threads of the program give way to answers: a
/// process begins as nice as the thread that started it, and to become less nice takes a privilege (setpriority(2)).
/// </summary>
public sealed class StarterThread : IDisposable
{
    private readonly BlockingCollection<Task<Process?>> orders = [];
    private readonly TaskCompletionSource<int> id = new();
    private readonly Thread thread;

    public StarterThread()
    {
        thread = new Thread(Work) { IsBackground = true, Name = "starter" };
        thread.Start();
    }

    /// <summary>Null, or in one line why not all threads give way.</summary>
    public string? GiveWay() => Precedence.GiveWay(id.Task.Result);

    /// <summary>As <see cref="Process.Start(ProcessStartInfo)"/>, with its errors.</summary>
    public Process? Start(ProcessStartInfo start)
    {
        var order = new Task<Process?>(() => Process.Start(start));
        orders.Add(order);
        return order.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        orders.CompleteAdding();
        thread.Join();
        orders.Dispose();
    }

    private void Work()
    {
        id.SetResult(Precedence.CurrentThread);
        foreach (var order in orders.GetConsumingEnumerable())
        {
            order.RunSynchronously();
        }
    }
}

using System.Collections.Concurrent;

namespace Proxima.Tests.Listeners;

/// <summary>An answering process that is replaced by another at the same port, again and again, while clients ask it without a pause.</summary>
internal sealed class UpgradesUnderLoad : IDisposable
{
    private const int Upgrades = 5;

    private readonly ScratchSnapshot snapshot = new();
    private readonly ConcurrentQueue<string> lost = [];
    private long answered;
    private volatile bool isOver;

    /// <summary>What clients missed, each in a line.</summary>
    public IReadOnlyCollection<string> Lost => lost;

    public long Answered => Interlocked.Read(ref answered);

    /// <summary>Whether clients are to go on.</summary>
    public bool GoesOn => !isOver && lost.IsEmpty;

    public void NoteAnswer() => Interlocked.Increment(ref answered);

    public void NoteLoss(string what) => lost.Enqueue(what);

    /// <summary>Starts the clients, each on a thread, and replaces the process; between two upgrades at least so many answers are given.</summary>
    public void Run(string listen, int answersBetween, IReadOnlyList<Action<int>> clients)
    {
        var serve = new ServeProcess(snapshot.Serving(listen));
        try
        {
            var at = serve.AwaitReady()[0];
            var threads = clients.Select(client => new Thread(() => client(at.Port))).ToList();
            threads.ForEach(thread => thread.Start());
            for (var upgrade = 0; upgrade < Upgrades; upgrade++)
            {
                var old = serve;
                serve = new ServeProcess(snapshot.Serving(at.ToString()));
                serve.AwaitReady();
                old.Signal("TERM");
                Assert.Equal((0, string.Empty), old.AwaitEnd());
                old.Dispose();
                var before = Answered;
                Assert.True(SpinWait.SpinUntil(() => Answered > before + answersBetween || !lost.IsEmpty, TimeSpan.FromSeconds(60)), "nobody is answered any more");
            }

            isOver = true;
            threads.ForEach(thread => thread.Join());
        }
        finally
        {
            isOver = true;
            serve.Dispose();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{answered} answered over {Upgrades} upgrades");
    }

    public void Dispose() => snapshot.Dispose();
}

using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control.Supervision;

namespace Proxima.Tests.Control;

/// <summary>Supervision with a real process that stands in for the data plane: a shell that says ready and sleeps. What it answers is tested elsewhere.</summary>
public sealed class DataPlaneTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private DataPlaneFiles Files => new(folder.In("serve.json"), folder.In("serve.ready"));

    public void Dispose()
    {
        ServeRecord.Read(Files.Record)?.Process.Send(PosixSignalNumber.Kill);
        folder.Dispose();
    }

    [Fact]
    public async Task A_restarted_node_adopts_the_living_data_plane_instead_of_starting_a_second()
    {
        var first = Create(Program("one"));
        await first.StartAsync(() => { }, default);
        var second = Create(Program("one"));
        await second.StartAsync(() => throw new InvalidOperationException("no port is to be asked for"), default);

        Assert.NotNull(first.Pid);
        Assert.Equal(first.Pid, second.Pid);
        await second.StopAsync();
        Assert.Null(ProcessIdentity.Of(first.Pid!.Value));
    }

    [Fact]
    public async Task With_other_arguments_the_new_one_is_ready_before_the_old_one_ends()
    {
        var first = Create(Program("one"));
        await first.StartAsync(() => { }, default);
        var old = ProcessIdentity.Of(first.Pid!.Value)!;

        // The stand-in says ready only if the process it replaces is alive at that moment.
        var second = Create(Program("two", onlyIf: $"kill -0 {old.Pid}"));
        await second.StartAsync(() => { }, default);

        Assert.NotEqual(old.Pid, second.Pid);
        Assert.False(old.IsAlive());
        await second.StopAsync();
    }

    [Fact]
    public async Task A_copied_state_folder_does_not_end_or_adopt_the_data_plane_of_the_original()
    {
        var original = Create(Program("one", snapshot: "/original/snapshot"));
        await original.StartAsync(() => { }, default);
        var living = ProcessIdentity.Of(original.Pid!.Value)!;
        var ofOriginal = ServeRecord.Read(Files.Record)!;
        (ofOriginal with { Replaces = living }).Write(Files.Record);

        var isAsked = false;
        var copy = Create(Program("one", snapshot: "/copy/snapshot"));
        await copy.StartAsync(() => isAsked = true, default);

        Assert.True(living.IsAlive());
        Assert.NotEqual(living.Pid, copy.Pid);
        Assert.True(isAsked, "the ports must be free: this is not a replacement");
        await copy.StopAsync();
        Assert.True(living.IsAlive());
        await original.StopAsync();
    }

    [Fact]
    public async Task A_data_plane_that_dies_is_started_again()
    {
        var plane = Create(Program("one"));
        await plane.StartAsync(() => { }, default);
        using var stop = new CancellationTokenSource();
        var watching = plane.WatchAsync(stop.Token);
        var first = plane.Pid;

        Assert.True(ProcessIdentity.Of(first!.Value)!.Send(PosixSignalNumber.Kill));
        await WaitForAsync(() => plane.Pid is { } pid && pid != first);

        Assert.Equal(1, plane.Restarts);
        await stop.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // cancelled inside a wait, or between two
        await plane.StopAsync();
    }

    [Fact]
    public async Task While_the_state_folder_cannot_be_written_a_dead_data_plane_is_tried_again_until_it_can()
    {
        var plane = Create(Program("one"));
        await plane.StartAsync(() => { }, default);
        using var stop = new CancellationTokenSource();
        var watching = plane.WatchAsync(stop.Token);
        var first = plane.Pid;

        // A folder where the record is to be written stands for a disk that takes nothing.
        Directory.CreateDirectory(Files.Record + ".new");
        Assert.True(ProcessIdentity.Of(first!.Value)!.Send(PosixSignalNumber.Kill));
        await WaitForAsync(() => plane.Restarts >= 2 || watching.IsCompleted);
        Assert.False(watching.IsCompleted, watching.Exception?.Message);
        Assert.Null(plane.Pid);

        Directory.Delete(Files.Record + ".new");
        await WaitForAsync(() => plane.Pid is not null || watching.IsCompleted);
        Assert.NotNull(plane.Pid);
        await stop.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await plane.StopAsync();
    }

    [Fact]
    public async Task One_that_does_not_start_is_one_line_with_its_exit_code()
    {
        var plane = Create(new ServeProgram(["/bin/sh", "-c", "exit 7"], 1));
        var error = await Assert.ThrowsAsync<DataPlaneException>(() => plane.StartAsync(() => { }, default));
        Assert.Equal("the data plane ended at once with exit code 7; its own line above says why", error.Message);
    }

    [Fact]
    public async Task It_is_a_session_of_its_own_so_that_a_signal_to_the_nodes_terminal_does_not_reach_it()
    {
        Assert.SkipUnless(File.Exists(Files.Setsid), "setsid(1) is not here");
        var plane = Create(Program("one"));
        await plane.StartAsync(() => { }, default);
        var stat = await File.ReadAllTextAsync($"/proc/{plane.Pid}/stat");
        var session = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3];
        Assert.Equal($"{plane.Pid}", session);
        await plane.StopAsync();
    }

    [Fact]
    public void A_process_id_given_out_again_is_another_process()
    {
        var self = ProcessIdentity.Of(Environment.ProcessId)!;
        Assert.True(self.IsAlive());
        Assert.False((self with { StartTicks = self.StartTicks - 1 }).IsAlive());
        Assert.False((self with { Arguments = ["proxima", "serve"] }).IsAlive());
        Assert.False((self with { Arguments = ["proxima", "serve"] }).Send(PosixSignalNumber.Kill));
    }

    [Fact]
    public void The_first_restart_is_at_once_and_the_next_ones_are_further_and_further_apart()
    {
        var backoff = new RestartBackoff();
        var waits = Enumerable.Range(0, 8).Select(_ => backoff.Next(TimeSpan.Zero).TotalSeconds);
        Assert.Equal([0, 1, 2, 4, 8, 16, 30, 30], waits);
        Assert.Equal(TimeSpan.Zero, backoff.Next(RestartBackoff.SoundAfter));
    }

    [Fact]
    public void A_taken_port_is_one_line_that_names_it()
    {
        using var taken = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var address = (System.Net.IPEndPoint)taken.Client.LocalEndPoint!;
        var error = Assert.Throws<DataPlaneException>(() => PortCheck.EnsureFree([address]));
        Assert.Equal($"cannot listen on {address} (UDP): the port is taken by another program", error.Message);
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private DataPlane Create(ServeProgram program) => new(program, Files, TimeProvider.System, NullLogger.Instance);

    private ServeProgram Program(string name, string onlyIf = "true", string snapshot = "/state/snapshot") =>
        new(["/bin/sh", "-c", $"{onlyIf} && echo > {Files.Ready}; while :; do sleep 0.1; done", name, "--snapshot", snapshot], 1);
}

using System.Net;
using Proxima.Engine.Steering;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

public sealed class ExecProbeTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly ProbeTarget Target = new(IPAddress.Parse("192.0.2.7")) { Name = "web/one" };

    [Theory]
    [InlineData("echo OK - all is well; exit 0", true, true, "OK - all is well")]
    [InlineData("echo WARNING; exit 1", true, true, "WARNING")]
    [InlineData("echo CRITICAL; exit 2", false, true, "CRITICAL")]
    [InlineData("echo UNKNOWN - no idea; exit 3", false, false, "UNKNOWN - no idea")]
    [InlineData("exit 127", false, false, "exit code 127 is none of 0 to 3")]
    [InlineData("kill -9 $$", false, false, "exit code 137 is none of 0 to 3")]
    [InlineData("printf 'a\\0b'; exit 0", false, false, "exit code 0, and its output is no text")]
    [InlineData("printf '\\nfirst line\\nsecond'; exit 0", true, true, "first line")]
    [InlineData("printf 'bell\\007'; exit 0", true, true, "bell?")]
    public async Task The_exit_code_is_the_verdict_and_the_first_line_the_reason(string script, bool isOk, bool isVerdict, string detail)
    {
        var result = await RunAsync(script);
        Assert.Equal((isOk, isVerdict, detail), (result.Ok, !result.IsUnclear, result.Detail));
    }

    [Theory]
    [InlineData("OK|time=0.012s;;;0.0;10.0 size=5B", 12_000u)]
    [InlineData("OK | load=1 rta=0.345ms;100;500;0", 345u)]
    [InlineData("OK |'rtt'=77us", 77u)]
    [InlineData("OK |time=fast", uint.MaxValue)]
    [InlineData("OK |time=5", uint.MaxValue)]
    [InlineData("OK", uint.MaxValue)]
    public void A_time_among_the_performance_figures_is_the_rtt(string output, uint rttUs) =>
        Assert.Equal(rttUs, new ExecProbe(new ExecCheck("/x"), new ProgramSlots(TimeProvider.System)).Judge(0, output).Rtt.Microseconds);

    [Fact]
    public async Task A_warning_may_count_as_down() =>
        Assert.Equal((false, true), await RunAsync("echo WARNING; exit 1", warningIsUp: false) is var result ? (result.Ok, result.WasSent) : default);

    [Fact]
    public async Task What_is_in_braces_is_the_endpoint_s_and_no_secret_of_this_process_is_in_the_environment()
    {
        var result = await RunAsync("echo $0 $1 $(env | cut -d= -f1 | sort)", "{address}", "{name}");
        Assert.StartsWith("192.0.2.7 web/one LC_ALL PATH", result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("HOME", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_prints_without_end_is_ended_and_said()
    {
        var result = await RunAsync("exec yes");
        Assert.Equal((true, "printed more than 65536 octets and was ended"), (result.IsUnclear, result.Detail));
        Assert.True((await RunAsync("yes >&2")).IsUnclear);
    }

    [Fact]
    public async Task A_program_that_hangs_is_ended_with_all_it_has_started()
    {
        var file = Path.GetTempFileName();
        var result = await RunAsync($"sleep 1000 & echo $! > {file}; sleep 1000", timeout: TimeSpan.FromSeconds(2));
        Assert.True(result.IsUnclear);
        Assert.StartsWith("no result within 2000 ms", result.Detail, StringComparison.Ordinal);
        var child = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
        while (File.Exists($"/proc/{child}/cmdline") && (await File.ReadAllTextAsync($"/proc/{child}/cmdline", TestContext.Current.CancellationToken)).Contains("1000", StringComparison.Ordinal))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        File.Delete(file);
    }

    [Fact]
    public async Task A_program_that_is_not_there_says_nothing_of_the_endpoint()
    {
        var result = await new ExecProbe(new ExecCheck("/nowhere/check_x"), new ProgramSlots(TimeProvider.System)).ProbeAsync(Target, Timeout, TestContext.Current.CancellationToken);
        Assert.True(result.IsUnclear);
        Assert.StartsWith("exit code 127", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_many_programs_run_at_once_and_no_more()
    {
        var slots = new ProgramSlots(TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Enumerable.Range(0, ProgramSlots.MaxAtOnce).Select(_ => slots.RunAsync(["/bin/sleep", "1000"], Timeout * 10, stop.Token)).ToList();
        var refused = await slots.RunAsync(["/bin/true"], Timeout, stop.Token);
        Assert.Equal((false, "64 programs run already"), (refused.HasStarted, refused.Problem));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(running));
        Assert.Null((await slots.RunAsync(["/bin/true"], Timeout, TestContext.Current.CancellationToken)).Problem);
    }

    private static Task<ProbeResult> RunAsync(string script, params string[] arguments) => RunAsync(script, warningIsUp: true, Timeout, arguments);

    private static Task<ProbeResult> RunAsync(string script, bool warningIsUp) => RunAsync(script, warningIsUp, Timeout, []);

    private static Task<ProbeResult> RunAsync(string script, TimeSpan timeout) => RunAsync(script, warningIsUp: true, timeout, []);

    private static Task<ProbeResult> RunAsync(string script, bool warningIsUp, TimeSpan timeout, string[] arguments)
    {
        var check = new ExecCheck(string.Join('\n', ["/bin/sh", "-c", script, .. arguments]), warningIsUp);
        return new ExecProbe(check, new ProgramSlots(TimeProvider.System)).ProbeAsync(Target, timeout, TestContext.Current.CancellationToken);
    }
}

using Proxima.Engine.Listeners.Xdp;

namespace Proxima.Tests.Listeners.Xdp;

public sealed class ReceiveCoalescingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-coalescing-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void What_the_interface_had_is_put_back()
    {
        Set("20000", "5");
        var coalescing = new ReceiveCoalescing(folder.FullName);

        Assert.Null(coalescing.TryTurnOn());
        Assert.Equal(($"{ReceiveCoalescing.LookNanoseconds}", $"{ReceiveCoalescing.LooksInVain}"), Settings);

        coalescing.TurnOff();
        Assert.Equal(("20000", "5"), Settings);

        // Somebody else's word from then on.
        Set("7", "7");
        coalescing.TurnOff();
        Assert.Equal(("7", "7"), Settings);
    }

    [Fact]
    public void What_a_killed_process_left_behind_is_not_taken_for_the_interfaces_own()
    {
        Set("0", "0");
        Assert.Null(new ReceiveCoalescing(folder.FullName).TryTurnOn());

        var next = new ReceiveCoalescing(folder.FullName);
        Assert.Null(next.TryTurnOn());
        next.TurnOff();

        Assert.Equal(("0", "0"), Settings);
    }

    [Fact]
    public void A_setting_that_cannot_be_written_leaves_the_other_as_it_was_and_is_named()
    {
        Set("20000", "5");

        // Readable, and not even root may write it.
        File.Delete(Path.Combine(folder.FullName, "napi_defer_hard_irqs"));
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "napi_defer_hard_irqs"), "/proc/sys/kernel/ostype");

        Assert.Contains("napi_defer_hard_irqs", new ReceiveCoalescing(folder.FullName).TryTurnOn());
        Assert.Equal("20000", Setting("gro_flush_timeout"));
    }

    [Fact]
    public void An_interface_without_the_settings_is_left_alone()
    {
        var coalescing = new ReceiveCoalescing(folder.FullName);

        Assert.Contains("gro_flush_timeout", coalescing.TryTurnOn());
        coalescing.TurnOff();

        Assert.Empty(folder.GetFiles());
    }

    private (string Timer, string Looks) Settings => (Setting("gro_flush_timeout"), Setting("napi_defer_hard_irqs"));

    private string Setting(string name) => File.ReadAllText(Path.Combine(folder.FullName, name)).Trim();

    // As sysfs shows them: with a line's end.
    private void Set(string timer, string looks)
    {
        File.WriteAllText(Path.Combine(folder.FullName, "gro_flush_timeout"), $"{timer}\n");
        File.WriteAllText(Path.Combine(folder.FullName, "napi_defer_hard_irqs"), $"{looks}\n");
    }
}

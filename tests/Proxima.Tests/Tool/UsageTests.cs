namespace Proxima.Tests.Tool;

/// <summary>What was typed wrong is said with the usage, and ends with 2: nothing was tried.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("serve", "--snapshot", "s", "--listen", "127.0.0.1")]
    [InlineData("serve", "--snapshot", "s", "--listen", "127.0.0.1:0", "--workers", "0")]
    [InlineData("serve", "--nope")]
    [InlineData("snapshot", "build")]
    [InlineData("snapshot")]
    [InlineData("check")]
    [InlineData("check", "--nope", "f")]
    [InlineData("explain")]
    [InlineData("explain", "--nope")]
    [InlineData("explain", "www.example.org", "--nope")]
    [InlineData("status", "--nope")]
    [InlineData("agent", "--nope")]
    [InlineData("pdns", "config", "--nope")]
    [InlineData("drain", "www/a")]
    [InlineData("override", "set", "www/a", "sideways", "--why", "x")]
    [InlineData("undrain", "--nope")]
    [InlineData("nope")]
    public void Wrong_usage_ends_with_exit_code_2(params string[] arguments)
    {
        var run = ToolRun.Of(arguments);
        Assert.Equal(2, run.Code);
        Assert.NotEmpty(run.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve", "--help")]
    [InlineData("--version")]
    public void Help_and_version_are_no_errors(params string[] arguments) => Assert.Equal(0, ToolRun.Of(arguments).Code);
}

namespace Proxima.EndToEnd;

public sealed class OperationsPageTests
{
    [Fact]
    public async Task Every_command_of_the_operations_page_prints_what_the_page_shows()
    {
        using var place = new Workplace();
        var blocks = ConsoleBlock.Of("docs/operations.md");
        Assert.Equal(3, blocks.Count);
        foreach (var block in blocks)
        {
            var finished = await place.Run(block.Command);
            Assert.Equal(0, finished.ExitCode);
            Assert.Equal(ConsoleBlock.Plain(block.Output), ConsoleBlock.Plain(finished.Output));
        }
    }
}

namespace Proxima.EndToEnd.Stores;

public sealed class ToolTests
{
    [Fact]
    public async Task Proxima_db_is_proximad_db_with_the_same_words_and_the_same_exit_code()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("proxima-db-").FullName, "proxima.db");
        var made = await Finished.Run(Repository.Program("proxima"), "db", "init", "--type", "sqlite", "--file", file);
        Assert.Equal((0, string.Empty), (made.ExitCode, made.Errors));
        Assert.StartsWith($"database '{file}' is ready: schema ", made.Output, StringComparison.Ordinal);

        var wrong = await Finished.Run(Repository.Program("proxima"), "db", "init", "--prot", "1");
        Assert.Equal(2, wrong.ExitCode);
        Assert.StartsWith("proxima db: unknown argument '--prot', expected 'port'\n", wrong.Errors, StringComparison.Ordinal);
        TemporaryFolder.Remove(Path.GetDirectoryName(file)!);
    }
}

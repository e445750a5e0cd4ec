namespace Proxima.EndToEnd;

/// <summary>
/// A folder that goes when the test is over: made before the processes that write in it, so that they have ended by then. What they were writing
/// as they were killed may appear a moment later (a memory map, a database's journal), which is no failure.
/// </summary>
internal sealed class TemporaryFolder(string prefix) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    public void Dispose() => Remove(Path);

    /// <summary>For folders whose owner is more than a folder.</summary>
    public static void Remove(string folder)
    {
        const int Tries = 100;
        for (var tried = 1; ; tried++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (tried < Tries)
            {
                Thread.Sleep(20);
            }
        }
    }
}

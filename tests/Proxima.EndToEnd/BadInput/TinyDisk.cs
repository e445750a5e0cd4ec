namespace Proxima.EndToEnd;

/// <summary>A disk (tmpfs) so small that a test can fill it; unmounted when disposed.</summary>
internal sealed class TinyDisk : IAsyncDisposable
{
    private const int Block = 4096;

    private TinyDisk()
    {
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("proxima-disk-").FullName;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<TinyDisk> Mount(string size)
    {
        var disk = new TinyDisk();
        var mounted = await Finished.Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.Path);
        Assert.SkipUnless(mounted.ExitCode == 0, $"tmpfs cannot be mounted here: {mounted.Errors}");
        return disk;
    }

    /// <summary>Takes every block that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[Block];
        try
        {
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // No space left on device: that is the end of it.
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        // Lazily, so that it goes even when a failed test left a file open.
        await Finished.Run("umount", "--lazy", Path);
        Directory.Delete(Path);
    }
}

using System.Diagnostics;

namespace Proxima.World;

/// <summary>Runs <c>ip -batch</c> (iproute2): one process for many lines.</summary>
internal static class IpTool
{
    /// <param name="networkNamespace">Where to run; null for the namespace we are in.</param>
    /// <param name="lines">Lines as for ip(8), without the word ip.</param>
    /// <exception cref="IOException">ip refused a line; its own words are in the message.</exception>
    public static void Batch(string? networkNamespace, IEnumerable<string> lines)
    {
        var start = new ProcessStartInfo("ip") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true };
        if (networkNamespace is not null)
        {
            start.ArgumentList.Add("-n");
            start.ArgumentList.Add(networkNamespace);
        }

        start.ArgumentList.Add("-batch");
        start.ArgumentList.Add("-");
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Write(string.Join('\n', lines) + '\n');
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // ip has stopped reading at a line it refuses; what it says of it is read below.
        }

        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"ip in {networkNamespace ?? "the main namespace"}: {error.Trim()}");
        }
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Proxima.World;

/// <summary>
/// Runs one function inside a network namespace. setns(2) moves the calling thread only and there is no way back
/// worth trusting, so each call gets a thread of its own that ends with it; what it opened stays open for all.
/// </summary>
internal static class NamespaceThread
{
    /// <exception cref="Win32Exception">The namespace does not exist, or we are not root.</exception>
    public static T Run<T>(string networkNamespace, Func<T> inside)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(networkNamespace);
                result = inside();
            }
            catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw failure;
    }

    private static void Enter(string networkNamespace)
    {
        var fd = Libc.Open($"/run/netns/{networkNamespace}", Libc.ReadOnly | Libc.CloseOnExec);
        if (fd < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"cannot open network namespace {networkNamespace}");
        }

        var entered = Libc.SetNamespace(fd, Libc.CloneNewNet);
        var error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(fd);
        if (entered != 0)
        {
            throw new Win32Exception(error, $"cannot enter network namespace {networkNamespace}");
        }
    }
}

using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Listeners;

/// <summary>Keeps the calling thread on one processor core, so that its caches stay its own.</summary>
internal static unsafe class CoreAffinity
{
    private const int MaxCores = 1024;

    /// <summary>Below 0: anywhere. A core that this process may not use is left alone: the thread then runs anywhere.</summary>
    public static void StayOn(int core)
    {
        if (core is < 0 or >= MaxCores)
        {
            return;
        }

        var mask = stackalloc byte[MaxCores / 8];
        new Span<byte>(mask, MaxCores / 8).Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        _ = Libc.SetAffinity(0, MaxCores / 8, mask);
    }
}

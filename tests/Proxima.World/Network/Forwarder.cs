using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Proxima.World;

/// <summary>
/// The loop that is the internet. One thread does it all, so there is nothing to lock:
/// <code>
///   TUN of each host --read--> Wire (path, loss, delay) --> DelayQueue --due--> write --> TUN of the other host
///   control socket  --line--> PathTable
/// </code>
/// </summary>
internal sealed unsafe class Forwarder(IReadOnlyList<TunDevice> devices, Wire wire, DelayQueue queue, TrafficCount count)
{
    /// <summary>At most this many packets are read from one host before the next one's turn.</summary>
    private const int MaxPacketsATurn = 64;

    /// <summary>Forwards until <paramref name="serveControl"/>, called when the control socket has a line, returns false.</summary>
    public void Run(int controlFd, Func<bool> serveControl)
    {
        // The kernel may otherwise round each wait up by 50 us, twice per round trip.
        _ = Libc.Prctl(Libc.SetTimerSlack, 1, 0, 0, 0);
        var polled = GC.AllocateArray<Libc.PollFd>(devices.Count + 1, pinned: true);
        for (var i = 0; i < devices.Count; i++)
        {
            polled[i] = new Libc.PollFd { Fd = devices[i].Fd, Events = Libc.PollIn };
        }

        polled[^1] = new Libc.PollFd { Fd = controlFd, Events = Libc.PollIn };
        var goesOn = true;
        while (goesOn)
        {
            DeliverDue();
            Wait(polled);
            for (var i = 0; i < devices.Count; i++)
            {
                if (polled[i].Returned != 0)
                {
                    ReadFrom(i);
                }
            }

            goesOn = polled[^1].Returned == 0 || serveControl();
        }
    }

    private void Wait(Libc.PollFd[] polled)
    {
        foreach (ref var fd in polled.AsSpan())
        {
            fd.Returned = 0;
        }

        var isBounded = queue.TryPeekDue(out var due);
        var ticks = isBounded ? Math.Max(0, due - Stopwatch.GetTimestamp()) : 0;
        var timeout = new Libc.TimeSpec
        {
            Seconds = ticks / Stopwatch.Frequency,
            Nanoseconds = ticks % Stopwatch.Frequency * (1_000_000_000 / Stopwatch.Frequency),
        };
        _ = Libc.Poll((Libc.PollFd*)Marshal.UnsafeAddrOfPinnedArrayElement(polled, 0), (nuint)polled.Length, isBounded ? &timeout : null, null);
    }

    private void ReadFrom(int host)
    {
        for (var i = 0; i < MaxPacketsATurn; i++)
        {
            var packet = queue.Take();
            packet.Length = devices[host].Read(packet.Buffer);
            if (packet.Length == 0)
            {
                queue.GiveBack(packet);
                return;
            }

            wire.Send(packet, host, Stopwatch.GetTimestamp());
        }
    }

    private void DeliverDue()
    {
        var now = Stopwatch.GetTimestamp();
        while (queue.TryPeekDue(out var due) && due <= now)
        {
            var packet = queue.Pop();
            if (wire.Paths.IsDown(packet.To))
            {
                count.CutOrDown++;
            }
            else if (devices[packet.To].TryWrite(packet.Bytes))
            {
                count.Delivered++;
            }
            else
            {
                count.Refused++;
            }

            queue.GiveBack(packet);
        }
    }
}

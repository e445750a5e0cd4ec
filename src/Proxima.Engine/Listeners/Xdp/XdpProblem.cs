using System.Runtime.InteropServices;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>Why an interface cannot be served past the kernel, in one line with what to do. The sockets answer meanwhile.</summary>
internal static class XdpProblem
{
    public static string Describe(string interfaceName, string step, int error) => $"no XDP on {interfaceName} ({step}): " + error switch
    {
        ErrorNotPermitted or ErrorAccess => "no right to; run as root, or grant CAP_NET_ADMIN, CAP_NET_RAW and CAP_BPF",
        ErrorBusy or ErrorExists => $"another program is attached; see 'ip link show dev {interfaceName}', end it or detach it with 'ip link set dev {interfaceName} xdp off'",
        ErrorNoDevice => "no such interface; see 'ip link'",
        ErrorNoBuffers or ErrorNoMemory => "not enough memory may be locked; raise LimitMEMLOCK= of the service (8 MiB for each receive queue), or grant CAP_IPC_LOCK",
        ErrorNoFamily or ErrorNoCall => "this kernel has no AF_XDP; Linux 5.9 with CONFIG_XDP_SOCKETS is needed",
        ErrorInvalid or ErrorNotSupported => "this kernel or driver does not support it; Linux 5.9 with CONFIG_XDP_SOCKETS is needed",
        _ => Marshal.GetPInvokeErrorMessage(error),
    };
}

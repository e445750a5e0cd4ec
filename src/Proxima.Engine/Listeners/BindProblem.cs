using System.Net;
using System.Runtime.InteropServices;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>Why an address cannot be listened on, in one line with what to do.</summary>
internal static class BindProblem
{
    public static string Describe(string transport, IPEndPoint at, int error) => $"cannot listen on {transport} {at}: " + error switch
    {
        ErrorAddressInUse => $"another program has it; find it with 'ss -lnp sport = :{at.Port}', stop it, or choose another port",
        ErrorAccess or ErrorNotPermitted =>
            $"no right to take port {at.Port}; run as root, grant CAP_NET_BIND_SERVICE, or choose a port from 1024 up",
        ErrorAddressNotAvailable => "this machine has no such address; see 'ip address'",
        _ => Marshal.GetPInvokeErrorMessage(error),
    };
}

using System.Runtime.InteropServices;

namespace Proxima.Tool.Serving;

/// <summary>SIGTERM and SIGINT ask to stop. SIGHUP is passed over: the terminal or the parent may go, the answers stay.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly ManualResetEventSlim asked = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignal()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true),
        ];
    }

    /// <summary>Waits; true once asked to stop.</summary>
    public bool Wait(int timeoutMs) => asked.Wait(timeoutMs);

    public void Dispose()
    {
        Array.ForEach(registrations, registration => registration.Dispose());
        asked.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        asked.Set();
    }
}

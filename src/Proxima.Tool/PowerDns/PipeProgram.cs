using Microsoft.Win32.SafeHandles;
using Proxima.Engine.PowerDns;

namespace Proxima.Tool.PowerDns;

/// <summary><c>proxima pdns pipe</c>: the coprocess that PowerDNS starts, one for each of its backend threads.</summary>
internal static class PipeProgram
{
    public static int Run(IReadOnlyList<string> words)
    {
        var setup = new BackendSetup("proxima pdns pipe", BackendArguments.Parse(words), TimeProvider.System);
        var session = new PipeSession(setup.CreateHall(), setup.Options, setup.Say);
        Over(session.Answer);
        return ExitCode.Ok;
    }

    /// <summary>Lines over standard input and output, unbuffered.</summary>
    public static void Over(LineAnswer answer)
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        new LineLoop(input, output, answer).Run();
    }
}

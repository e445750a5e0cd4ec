namespace Proxima.EndToEnd.Packages;

/// <summary>The node of the packages, with the example that comes with them.</summary>
internal static class InstalledNode
{
    public static Task Configure(ScratchMachine machine) =>
        machine.Run("cp /usr/share/doc/proxima-server/examples/* /etc/proxima/ && proxima check /etc/proxima/steering.yaml /etc/proxima/proxima.conf");

    /// <summary>Waits for a steered answer on port 53.</summary>
    public static async Task Answers(ScratchMachine machine)
    {
        Finished? last = null;
        await Until.Holds(
            async () => (last = await machine.Try("dig @127.0.0.1 www.example.org A +short +tries=1 +time=1")).Output.Contains("198.51.100.1", StringComparison.Ordinal) || last.Output.Contains("192.0.2.1", StringComparison.Ordinal),
            Deadlines.Step, () => $"the node answers: {last?.Output}{last?.Errors}\n{machine.Try("journalctl --no-pager -n 30 -u proxima-server; systemctl status proxima-server").Result.Output}");
    }
}

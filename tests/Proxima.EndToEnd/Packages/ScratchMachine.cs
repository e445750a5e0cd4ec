using System.Globalization;

namespace Proxima.EndToEnd.Packages;

/// <summary>
/// A machine to install on and throw away: this machine's file system under a layer that takes every write, a systemd of its own, a network
/// with nothing but loopback, and no .NET. Nothing that happens in it reaches this machine.
/// </summary>
internal sealed class ScratchMachine : IAsyncDisposable
{
    /// <summary>Where this checkout stands in it, to be read: its own place may lie below what the machine has as empty folders.</summary>
    public const string Checkout = "/checkout";

    public const string Packages = Checkout + "/out/packages";

    // With the rights that XDP needs, as a machine of one's own has. The mounts belong to the process and go with it. What this machine runs as services is not started: only what basic.target needs.
    private const string Script = """
        set -e
        mount -t tmpfs tmpfs "$1"
        cd "$1"
        mkdir upper work root
        mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
        mount -t tmpfs tmpfs /run/systemd/nspawn 2>/dev/null || mkdir -p /run/systemd/nspawn
        echo "$2" > root/etc/machine-id
        rm -f root/usr/sbin/policy-rc.d
        exec systemd-nspawn --quiet --directory=root --machine="$3" --private-network --capability=CAP_BPF --system-call-filter=bpf --boot --register=no --keep-unit --console=pipe \
            --bind-ro="$4:/checkout" --tmpfs=/usr/share/dotnet --tmpfs=/usr/lib/dotnet --tmpfs=/root -- --unit=basic.target
        """;

    private readonly string folder;
    private readonly BackgroundProcess process;
    private string leader = string.Empty;

    private ScratchMachine()
    {
        folder = Directory.CreateTempSubdirectory("proxima-machine-").FullName;
        var id = Guid.NewGuid().ToString("N");
        process = new BackgroundProcess("unshare", "--mount", "--propagation", "private", "bash", "-c", Script, "machine", folder, id, $"proxima-{id[..8]}", Repository.Root);
    }

    public static async Task<ScratchMachine> Boot()
    {
        BuiltPackages.Require();
        var machine = new ScratchMachine();
        await Until.Holds(machine.IsUp, Deadlines.Measured, () => $"the scratch machine is up; it said:\n{machine.process.Log}");
        return machine;
    }

    /// <summary>A shell line in it, as root.</summary>
    public Task<Finished> Try(string line) => Finished.RunWithin(
        Deadlines.Measured, "nsenter", "--target", leader, "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd", "env", "-i",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8", "MANWIDTH=200", "bash", "-c", line);

    /// <summary>The same, which must succeed; its output.</summary>
    public async Task<string> Run(string line)
    {
        var finished = await Try(line);
        if (finished.ExitCode != 0)
        {
            // A service's reason is in the journal, which goes with the machine.
            var journal = await Try("journalctl --no-pager --lines=40 --output=cat");
            Assert.Fail($"'{line}' ended with {finished.ExitCode}:\n{finished.Output}{finished.Errors}The journal's end:\n{journal.Output}");
        }

        return finished.Output;
    }

    /// <summary>
    /// What it has beyond this machine, or lacks of it, where packages put things: read from its own layer, so that what others do to this
    /// machine meanwhile is no difference. Not what the package tools keep for themselves.
    /// </summary>
    public async Task<IReadOnlySet<string>> OwnFiles()
    {
        var found = await Finished.Run(
            "nsenter", "--target", process.Id.ToString(CultureInfo.InvariantCulture), "--mount", "bash", "-c",
            $"cd {folder}/upper && find etc usr var lib opt \\( -path var/lib/dpkg -o -path var/lib/rpm -o -path var/lib/systemd -o -path var/log -o -path var/cache -o -path var/tmp \\) -prune -o -printf '%y /%p\\n' 2>/dev/null");

        // A character device in the layer stands for a file of this machine that is gone (overlayfs).
        return found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] == 'c' || !Path.Exists(line[2..])).Select(line => line[2..]).ToHashSet();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        TemporaryFolder.Remove(folder);
    }

    private async Task<bool> IsUp()
    {
        Assert.False(process.HasExited, $"the scratch machine did not start:\n{process.Log}");
        var children = await Finished.Run("ps", "-o", "pid=,comm=", "--ppid", process.Id.ToString(CultureInfo.InvariantCulture));
        leader = children.Output.Split('\n').Where(line => line.EndsWith(" systemd", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]).FirstOrDefault() ?? string.Empty;
        return leader.Length > 0 && (await Try("systemctl is-active basic.target")).Output.Trim() == "active";
    }
}

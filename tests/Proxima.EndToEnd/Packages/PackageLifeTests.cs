namespace Proxima.EndToEnd.Packages;

/// <summary>From the installation to the purge, with a person's changes in between; both formats, by the tools of each.</summary>
public sealed class PackageLifeTests
{
    private const string NewVersion = "9.9.9";
    private const string State = "/var/lib/proxima";

    // What the tests write beside the packages' own files is a person's, and stays in any case.
    private static readonly string[] Written = ["/etc/proxima", "/etc/proxima/example.org.zone", "/etc/proxima/steering.yaml"];

    // The account outlives the packages: its number given to somebody else, files left elsewhere would be theirs.
    private static readonly string[] Accounts = ["/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/.pwd.lock", "/etc/subuid", "/etc/subgid"];

    [Fact]
    public async Task Debian_packages_install_keep_edited_files_on_upgrade_and_leave_nothing_after_a_purge()
    {
        await using var machine = await ScratchMachine.Boot();
        var before = await machine.OwnFiles();
        await machine.Run($"dpkg -i {string.Join(' ', BuiltPackages.Deb())}");
        Assert.Equal("no", await Running(machine));
        await EditAndRun(machine, "default");

        await machine.Run($"{Rebuild("deb")} && dpkg -i /tmp/new/*.deb");
        await AssertKept(machine, "default");
        Assert.Contains(NewVersion, await machine.Run("dpkg-query -W proxima-server"), StringComparison.Ordinal);

        var removal = $"{string.Join(' ', BuiltPackages.Names.Reverse())}";
        await machine.Run($"dpkg --remove {removal}");
        Assert.Equal("no", await Running(machine));
        await machine.Run("test -s /etc/proxima/proxima.conf && test ! -e /usr/bin/proxima");
        await machine.Run($"dpkg --purge {removal}");
        AssertGone(before, await machine.OwnFiles(), Written);
    }

    [Fact]
    public async Task Rpm_packages_install_keep_edited_files_on_upgrade_and_leave_only_what_was_edited()
    {
        Require.Tool("rpm", "rpm");
        await using var machine = await ScratchMachine.Boot();
        await machine.Run("mkdir -p /etc/sysconfig /usr/share/licenses && rpm --initdb");
        var before = await machine.OwnFiles();

        // This machine's own packages are in another package manager's books, so what ours need cannot be looked up.
        await machine.Run($"rpm --install --nodeps {string.Join(' ', BuiltPackages.Rpm())}");
        Assert.Equal(string.Empty, (await machine.Try($"rpm --verify --nodeps {string.Join(' ', BuiltPackages.Names)}")).Output);
        Assert.Equal("no", await Running(machine));
        await EditAndRun(machine, "sysconfig");

        await machine.Run($"{Rebuild("rpm")} && rpm --upgrade --nodeps /tmp/new/*.rpm");
        await AssertKept(machine, "sysconfig");

        await machine.Run($"rpm --erase --nodeps {string.Join(' ', BuiltPackages.Names)}");
        Assert.Equal("no", await Running(machine));
        AssertGone(before, await machine.OwnFiles(), [.. Written, "/etc/proxima/proxima.conf.rpmsave", "/etc/sysconfig/low-latency-pdns-plugin.rpmsave", State]);
    }

    [Fact]
    public async Task Lintian_and_rpmlint_find_nothing_that_is_not_explained()
    {
        BuiltPackages.Require();
        Require.Tool("lintian", "lintian");
        Require.Tool("rpmlint", "rpmlint");
        var lintian = await Finished.RunWithin(Deadlines.Measured, "lintian", ["--allow-root", .. BuiltPackages.Deb(BuiltPackages.Folder)]);
        Assert.True(lintian.ExitCode == 0 && lintian.Output.Length == 0, lintian.Output + lintian.Errors);
        var rpmlint = await Finished.RunWithin(Deadlines.Measured, "rpmlint", ["--config", Path.Combine(Repository.Root, "packaging", "rpmlint.toml"), .. BuiltPackages.Rpm(BuiltPackages.Folder)]);
        Assert.True(rpmlint.ExitCode == 0 && rpmlint.Output.Contains("0 errors, 0 warnings", StringComparison.Ordinal), rpmlint.Output + rpmlint.Errors);
    }

    private static async Task EditAndRun(ScratchMachine machine, string config)
    {
        await InstalledNode.Configure(machine);
        await machine.Run($"echo '# a person was here' | tee -a /etc/proxima/proxima.conf /etc/{config}/low-latency-pdns-plugin");
        await machine.Run("systemctl enable --now proxima-server");
        await InstalledNode.Answers(machine);
    }

    // An upgrade leaves what a person wrote and goes on with what ran, which answers all the while.
    private static async Task AssertKept(ScratchMachine machine, string config)
    {
        await machine.Run($"grep 'a person was here' /etc/proxima/proxima.conf /etc/{config}/low-latency-pdns-plugin");
        Assert.Equal("yes", await Running(machine));
        await machine.Run("systemctl is-enabled proxima-server");
        await InstalledNode.Answers(machine);
    }

    private static void AssertGone(IReadOnlySet<string> before, IReadOnlySet<string> after, string[] saved)
    {
        var left = after.Except(before).Concat(before.Except(after))
            .Where(path => !Accounts.Contains(path.TrimEnd('-')) && !path.StartsWith($"{State}/", StringComparison.Ordinal));
        Assert.Equal(saved.Order(), left.Order());
    }

    private static async Task<string> Running(ScratchMachine machine) =>
        (await machine.Try("pgrep --uid proxima")).Output.Length > 0 ? "yes" : "no";

    // The same programs under a later version, built in the machine out of what ./dev package left.
    private static string Rebuild(string format) =>
        $"FORMATS={format} {ScratchMachine.Checkout}/packaging/build.sh {ScratchMachine.Checkout}/artifacts/package/app {ScratchMachine.Checkout}/artifacts/package/manuals /tmp/new {NewVersion} 1900000000 quick";
}

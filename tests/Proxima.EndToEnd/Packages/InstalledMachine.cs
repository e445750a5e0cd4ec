namespace Proxima.EndToEnd.Packages;

/// <summary>A scratch machine with all DEBs installed, for the tests of a class.</summary>
public sealed class InstalledMachine : IAsyncLifetime
{
    private ScratchMachine? machine;

    internal ScratchMachine Machine => machine!;

    public async ValueTask InitializeAsync()
    {
        machine = await ScratchMachine.Boot();
        await machine.Run($"dpkg -i {string.Join(' ', BuiltPackages.Deb())}");
    }

    public async ValueTask DisposeAsync()
    {
        if (machine is not null)
        {
            await machine.DisposeAsync();
        }
    }
}

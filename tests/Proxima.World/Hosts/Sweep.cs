namespace Proxima.World;

/// <summary>Removes what killed worlds left: those in the run folder whose owner no longer lives, and no other.</summary>
internal static class Sweep
{
    /// <returns>The names of the worlds removed.</returns>
    public static IReadOnlyList<string> Run()
    {
        var dead = RunFolder.All().Where(folder => !folder.HasLivingOwner()).ToList();
        foreach (var folder in dead)
        {
            HostNamespace.RemoveAll(folder.Name);
            folder.Remove();
        }

        return dead.ConvertAll(folder => folder.Name);
    }
}

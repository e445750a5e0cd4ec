using System.Reflection;
using System.Runtime.CompilerServices;

namespace Proxima.Tests.House;

/// <summary>The checkout as the house rules see it: its source files, documents and built assemblies.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The shipped assemblies, each by its project's name.</summary>
    public static IReadOnlyDictionary<string, Assembly> Assemblies { get; } = new Dictionary<string, Assembly>
    {
        ["Proxima.Dns"] = Assembly.Load("Proxima.Dns"),
        ["Proxima.Engine"] = Assembly.Load("Proxima.Engine"),
        ["Proxima.Measurement"] = Assembly.Load("Proxima.Measurement"),
        ["Proxima.Settings"] = Assembly.Load("Proxima.Settings"),
        ["Proxima.Control"] = Assembly.Load("proximad"),
        ["Proxima.Tool"] = Assembly.Load("proxima"),
    };

    public static IEnumerable<Type> ShippedTypes => Assemblies.Values
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => !IsGenerated(type));

    public static IEnumerable<string> SourceFiles(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static IEnumerable<string> Documents => Directory.EnumerateFiles(Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.md", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "packaging"), "*.md"))
        .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    public static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || member.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
        || member.Name.Contains('<', StringComparison.Ordinal)
        || (member.DeclaringType is { } outer && IsGenerated(outer))
        || (member is Type { Namespace: null or "System.Text.RegularExpressions.Generated" or "Microsoft.CodeAnalysis" or "System.Runtime.CompilerServices" });

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Proxima.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Proxima.slnx above {AppContext.BaseDirectory}");
    }
}

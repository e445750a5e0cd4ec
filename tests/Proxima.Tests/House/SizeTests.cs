using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Proxima.Tests.House;

public sealed class SizeTests
{
    private const int LongestFile = 400;
    private const int LongestMethod = 70;
    private const int MostConstructorParameters = 5;

    [Fact]
    public void No_file_is_longer_than_400_lines_without_a_reason()
    {
        var files = Repository.SourceFiles("src", "tests").Select(path => (Path: Repository.Relative(path), Lines: File.ReadLines(path).Count()));
        new HouseExceptions("file").Check(files.Where(file => file.Lines > LongestFile).Select(file => (file.Path, $"{file.Lines} lines")));
    }

    [Fact]
    public void Half_of_the_source_files_are_under_80_lines_and_95_of_100_under_250()
    {
        var lines = Repository.SourceFiles("src").Select(path => File.ReadLines(path).Count()).Order().ToList();
        Assert.InRange(lines[lines.Count / 2], 1, 80);
        Assert.InRange(lines[lines.Count * 95 / 100], 1, 250);
    }

    [Fact]
    public void No_method_is_longer_than_70_lines_without_a_reason()
    {
        var methods = Repository.Assemblies.Values.SelectMany(assembly => MethodsOf(assembly.Location)).ToList();
        Assert.True(methods.Count > 500, "the debug symbols were not read");
        new HouseExceptions("method").Check(methods.Where(method => method.Lines > LongestMethod).Select(method => (method.Name, $"{method.Lines} lines")));
    }

    // Positional records are shapes, not behaviour: their parameters are their fields.
    [Fact]
    public void No_constructor_takes_more_than_5_parameters()
    {
        var constructors = Repository.ShippedTypes
            .Where(type => type.GetMethod("<Clone>$") is null && !(type.IsValueType && type.GetMethod("PrintMembers", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance) is not null))
            .SelectMany(type => type.GetConstructors(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance));
        new HouseExceptions("constructor").Check(constructors
            .Where(constructor => constructor.GetParameters().Length > MostConstructorParameters)
            .Select(constructor => (constructor.DeclaringType!.FullName!, $"{constructor.GetParameters().Length} parameters")));
    }

    // From the sequence points in the debug symbols: from a method's first line of code to its last.
    private static IEnumerable<(string Name, int Lines)> MethodsOf(string assemblyPath)
    {
        using var image = new PEReader(File.OpenRead(assemblyPath));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assemblyPath, ".pdb")));
        var metadata = image.GetMetadataReader();
        var debug = symbols.GetMetadataReader();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var points = debug.GetMethodDebugInformation(MetadataTokens.MethodDebugInformationHandle(MetadataTokens.GetRowNumber(handle)))
                .GetSequencePoints().Where(point => !point.IsHidden).ToList();
            var source = points.Count == 0 ? string.Empty : debug.GetString(debug.GetDocument(points[0].Document).Name);
            if (points.Count == 0 || source.Contains("/obj/", StringComparison.Ordinal) || source.Contains(".g.cs", StringComparison.Ordinal))
            {
                continue;
            }

            var method = metadata.GetMethodDefinition(handle);
            var type = metadata.GetTypeDefinition(method.GetDeclaringType());
            yield return ($"{metadata.GetString(type.Name)}.{metadata.GetString(method.Name)}", points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 1);
        }
    }
}

using System.Reflection;
using System.Text.RegularExpressions;

namespace Proxima.Tests.House;

public sealed partial class NamesAndStateTests
{
    private static readonly string[] BannedWords = ["Manager", "Helper", "Util", "Common", "Misc", "Impl", "Processor", "Data", "Info", "Wrapper", "Abstract", "Base"];

    // One implementation is allowed only for the seams that DESIGN section 9 names.
    private static readonly string[] Seams = ["IFilter", "IProbe", "ISharedState"];

    [Fact]
    public void Type_names_are_nouns_that_say_what_the_thing_is()
    {
        // RecordData is the DNS word (RDATA); every word is matched as a word of the camel-case name.
        var breaches = Repository.ShippedTypes
            .Where(type => CamelCaseWords().Matches(type.Name.Replace("RecordData", string.Empty, StringComparison.Ordinal)).Any(word => BannedWords.Contains(word.Value) || word.Value is "Utils" or "Helpers"))
            .Select(type => (type.FullName!, "a name that says nothing"));
        new HouseExceptions("name").Check(breaches);
    }

    [Fact]
    public void Interfaces_have_two_implementations_or_are_a_named_seam()
    {
        var types = Repository.ShippedTypes.ToList();
        var breaches = types
            .Where(type => type.IsInterface && !Seams.Contains(type.Name))
            .Where(type => types.Count(candidate => candidate is { IsInterface: false } && candidate.GetInterfaces().Any(implemented => implemented == type || (implemented.IsGenericType && implemented.GetGenericTypeDefinition() == type))) < 2)
            .Select(type => (type.FullName!, "an interface with one implementation"));
        new HouseExceptions("interface").Check(breaches);
    }

    [Fact]
    public void No_static_state_can_change()
    {
        string[] mutable = ["List`1", "Dictionary`2", "HashSet`1", "Queue`1", "ConcurrentDictionary`2", "ConcurrentQueue`1", "StringBuilder", "Random"];
        var breaches = Repository.ShippedTypes
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.Name.Contains('<', StringComparison.Ordinal) || field.Name.EndsWith("BackingField", StringComparison.Ordinal))
            .Where(field => !Repository.IsGenerated(field.DeclaringType!))
            .Where(field => (!field.IsInitOnly && !field.IsLiteral) || mutable.Contains(field.FieldType.Name))
            .Select(field => ($"{field.DeclaringType!.FullName}.{field.Name}", "a static that can change"));
        new HouseExceptions("static").Check(breaches);
    }

    [Fact]
    public void Only_the_top_of_a_background_loop_catches_everything()
    {
        var breaches = Repository.SourceFiles("src")
            .Where(path => CatchAll().IsMatch(File.ReadAllText(path)))
            .Select(path => (Repository.Relative(path), "catches every exception"));
        new HouseExceptions("catch").Check(breaches);
    }

    [Fact]
    public void Nothing_names_what_lies_outside_the_repository()
    {
        var breaches = Repository.SourceFiles("src", "tests")
            .Concat(Repository.Documents)
            .Where(path => !path.EndsWith("NamesAndStateTests.cs", StringComparison.Ordinal))
            .Where(path => File.ReadAllText(path) is var text && (text.Contains(Repository.Root + "/", StringComparison.Ordinal) || text.Contains("NotImplementedException", StringComparison.Ordinal)))
            .Select(path => (Repository.Relative(path), "the path of this checkout, or a stub"));
        new HouseExceptions("outside").Check(breaches);
    }

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")]
    private static partial Regex CamelCaseWords();

    [GeneratedRegex(@"catch\s*(\(\s*Exception(\s+\w+)?\s*\)(?!\s*when)|\{)")]
    private static partial Regex CatchAll();
}

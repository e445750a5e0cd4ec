using Proxima.Dns.Text;

namespace Proxima.Dns.MasterFiles;

/// <summary>Collects errors up to a limit; the one after it says that there are more.</summary>
internal sealed class ErrorList(int most)
{
    private readonly List<TextError> errors = [];

    public IReadOnlyList<TextError> Errors => errors;

    public void Add(TextPosition at, string what, string expected)
    {
        if (errors.Count < most)
        {
            errors.Add(at.Error(what, expected));
        }
        else if (errors.Count == most)
        {
            errors.Add(at.Error($"more than {most} errors", "the ones before to be mended first"));
        }
    }
}

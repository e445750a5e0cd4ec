using System.CommandLine;
using Proxima.Tool;

namespace Proxima.Tests.Tool;

/// <summary>One invocation of <c>proxima</c> as Program makes it, with what it printed.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    public static ToolRun Of(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = ToolCommands.RunAsync(new ManualTime(), arguments, new InvocationConfiguration { Output = output, Error = error }).GetAwaiter().GetResult();
        return new ToolRun(code, output.ToString(), error.ToString());
    }
}

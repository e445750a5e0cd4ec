using System.CommandLine;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima status</c>: asks the node's API and prints what it says, for people or as the JSON it came in.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var node = new NodeCall();
        var json = new Option<bool>("--json") { Description = "Print the node's own JSON." };
        var command = new Command("status", "Show what the node on this machine is doing.") { json };
        node.AddTo(command);
        command.SetAction((parsed, cancel) => node.RunAsync(
            parsed, NodeCall.Get("/api/v1/status"), (reply, body) => parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json) ? body : StatusText.Format(reply)), cancel));
        return command;
    }
}

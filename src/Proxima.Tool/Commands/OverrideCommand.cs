using System.CommandLine;
using System.Text.Json;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima override</c>, <c>drain</c> and <c>undrain</c>: what a person says about endpoints against or beside the monitors.</summary>
internal static class OverrideCommand
{
    private const string Path = "/api/v1/overrides";

    public static Command CreateOverride(TimeProvider time)
    {
        var node = new NodeCall();
        var reason = new OverrideReason(time);
        var target = Target();
        var status = new Argument<string>("STATUS") { Description = "up: answer with it whatever the monitors say. down: do not. clear: the monitors decide again." };
        status.AcceptOnlyFromAmong("up", "down", "clear");
        var set = new Command("set", "Force endpoints up or down, or take that back.") { target, status };
        reason.AddTo(set);
        node.AddTo(set);
        set.SetAction((parsed, cancel) => parsed.GetValue(status) == "clear"
            ? Clear(node, parsed, parsed.GetValue(target)!, cancel)
            : Set(node, parsed, reason, parsed.GetValue(target)!, $"forced-{parsed.GetValue(status)}", cancel));

        var list = new Command("list", "Show every override, those to come too.");
        node.AddTo(list);
        list.SetAction((parsed, cancel) => node.RunAsync(parsed, NodeCall.Get(Path), (reply, _) => Show(parsed, reply, "no override"), cancel));
        return new Command("override", "Say about endpoints what the monitors do not: forced up, forced down.") { set, list };
    }

    public static Command CreateDrain(TimeProvider time)
    {
        var node = new NodeCall();
        var reason = new OverrideReason(time);
        var target = Target();
        var command = new Command("drain", "Send no new client to endpoints; those that are there finish.") { target };
        reason.AddTo(command);
        node.AddTo(command);
        command.SetAction((parsed, cancel) => Set(node, parsed, reason, parsed.GetValue(target)!, "draining", cancel));
        return command;
    }

    public static Command CreateUndrain()
    {
        var node = new NodeCall();
        var target = Target();
        var command = new Command("undrain", "Take back a drain, or any other override, of this target.") { target };
        node.AddTo(command);
        command.SetAction((parsed, cancel) => Clear(node, parsed, parsed.GetValue(target)!, cancel));
        return command;
    }

    private static Argument<string> Target()
    {
        var target = new Argument<string>("TARGET") { Description = "POOL/ENDPOINT, pool:POOL or site:SITE." };
        target.Validators.Add(Words.RefuseUnknownOptions);
        return target;
    }

    private static Task<int> Set(NodeCall node, ParseResult parsed, OverrideReason reason, string target, string status, CancellationToken cancel)
    {
        if (!reason.TryRead(parsed, out var said, out var problem))
        {
            parsed.InvocationConfiguration.Error.WriteLine($"proxima: {problem}");
            return Task.FromResult(ExitCode.BadInput);
        }

        return node.RunAsync(parsed, NodeCall.Post(Path, Body(target, status, said)), (reply, _) => Show(parsed, reply, string.Empty), cancel);
    }

    private static byte[] Body(string target, string status, OverrideReason.Said said)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("target", target);
            json.WriteString("status", status);
            json.WriteString("who", said.Who);
            json.WriteString("why", said.Why);
            Write(json, "from", said.From);
            Write(json, "until", said.Until);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static Task<int> Clear(NodeCall node, ParseResult parsed, string target, CancellationToken cancel) => node.RunAsync(
        parsed, NodeCall.Delete($"{Path}?target={Uri.EscapeDataString(target)}"),
        (reply, _) => parsed.InvocationConfiguration.Output.WriteLine(reply.GetProperty("overrides").GetArrayLength() is var count && count > 0 ? $"{target}: taken back, {count}" : $"{target}: there was nothing to take back"),
        cancel);

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } time)
        {
            json.WriteNumber(name, time.ToUnixTimeMilliseconds());
        }
    }

    private static void Show(ParseResult parsed, JsonElement reply, string ifNone)
    {
        var lines = reply.GetProperty("overrides").EnumerateArray().Select(OverrideText.Format).ToList();
        parsed.InvocationConfiguration.Output.WriteLine(lines.Count == 0 ? ifNone : string.Join('\n', lines));
    }
}

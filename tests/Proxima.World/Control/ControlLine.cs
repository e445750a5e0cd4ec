using System.Text;

namespace Proxima.World;

/// <summary>Answers a line of the control socket: applies it to the paths, shows them, or says what is wrong with it.</summary>
internal sealed class ControlLine(WorldDescription world, TrafficCount count, DelayQueue queue)
{
    /// <summary>The answer that ends the world.</summary>
    public const string Stop = "";

    private readonly string[] names = [.. world.Hosts.Select(h => h.Name)];

    public string Answer(string line)
    {
        var words = Word.Split(line, 1);
        if (words is [{ Text: "stop" }])
        {
            return Stop;
        }

        if (words is [{ Text: "show" }])
        {
            return Show();
        }

        var faults = new List<TextFault>();
        if (words.Length == 0)
        {
            return "error: an empty line, expected a command\n";
        }

        var command = PathCommand.Parse(words, names, faults);
        if (command is null)
        {
            return string.Concat(faults.Select(f => $"error: {f.Column}: {f.What}\n"));
        }

        command.Apply(world.Paths);
        return "ok\n";
    }

    private string Show()
    {
        var text = new StringBuilder();
        for (var from = 0; from < names.Length; from++)
        {
            text.Append("host ").Append(names[from]).Append(world.Paths.IsDown(from) ? " down " : " up ")
                .AppendJoin(' ', world.Hosts[from].Blocks.Select(b => $"{b.Address}/{b.Network.PrefixLength}")).Append('\n');
        }

        for (var from = 0; from < names.Length; from++)
        {
            for (var to = 0; to < names.Length; to++)
            {
                if (from != to)
                {
                    var path = world.Paths[from, to];
                    text.Append($"set {names[from]}->{names[to]} delay={path.Delay.TotalMilliseconds}ms jitter={path.Jitter.TotalMilliseconds}ms loss={path.Loss * 100}%{(path.IsCut ? " # cut" : "")}\n");
                }
            }
        }

        return text.Append(count.Format()).Append($" under-way={queue.Count}\n").ToString();
    }
}

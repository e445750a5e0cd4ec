using System.CommandLine;
using System.Text.Json;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;
using Proxima.Settings.Prefixes;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima explain</c>: the decision that the server makes for a client, from the files that it makes it from. Exit 1 when there is nothing to explain.</summary>
internal static class ExplainCommand
{
    private const string DefaultState = "/var/lib/proxima";

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The name asked for." };
        var type = new Argument<string>("TYPE") { Description = "A or AAAA.", DefaultValueFactory = _ => "A" };
        var client = new Option<string?>("--client") { Description = "The client's address or network, as a resolver sends it with the query (EDNS client subnet).", HelpName = "IP[/LEN]" };
        var resolver = new Option<string?>("--resolver") { Description = "The address the query comes from; by default 127.0.0.1.", HelpName = "IP" };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var state = new Option<string?>("--state") { Description = $"The node's state folder; by default {DefaultState}.", HelpName = "DIR" };
        var snapshot = new Option<string?>("--snapshot") { Description = "A snapshot file alone: every endpoint is of unknown health.", HelpName = "FILE" };
        name.Validators.Add(Words.RefuseUnknownOptions);
        type.Validators.Add(Words.RefuseUnknownOptions);
        var command = new Command("explain", "Show why a client gets the answer it gets.") { name, type, client, resolver, json, state, snapshot };
        command.SetAction(result =>
        {
            var asked = new Question(result.GetValue(name)!, result.GetValue(type)!, result.GetValue(client), result.GetValue(resolver));
            var output = result.InvocationConfiguration.Output;
            var problem = Explain(asked, result.GetValue(state) ?? DefaultState, result.GetValue(snapshot), (explanation, beside) => Show(explanation, beside, result.GetValue(json), output));
            if (problem is not null)
            {
                result.InvocationConfiguration.Error.WriteLine(problem);
            }

            return problem is null ? 0 : 1;
        });
        return command;
    }

    private static string? Explain(Question asked, string state, string? snapshotPath, Action<Explanation, Beside> show)
    {
        if (!asked.TryRead(out var name, out var type, out var client, out var source, out var problem))
        {
            return problem;
        }

        var path = snapshotPath ?? Path.Combine(state, "snapshot");
        if (!SnapshotFile.TryOpen(path, out var snapshot, out problem))
        {
            return File.Exists(path) ? problem : $"there is no snapshot at '{path}': name the node's folder with --state or a file with --snapshot";
        }

        using (snapshot)
        using (var health = snapshotPath is null ? HealthFile.OpenForReading(Path.Combine(state, "health")) : null)
        {
            if (!SteeredQuestion.TryFind(snapshot!, name, type, out var steered, out problem))
            {
                return problem;
            }

            var explanation = Explanation.Of(snapshot!, steered, name, client, source, health?.Table ?? new HealthTable(0));
            show(explanation, snapshotPath is null ? Beside.Read(state, explanation) : new Beside([], IsOptedOut: false));
            return null;
        }
    }

    private static void Show(Explanation explanation, Beside beside, bool asJson, TextWriter output)
    {
        if (!asJson)
        {
            output.Write(ExplanationText.Format(explanation));
            if (beside.IsOptedOut)
            {
                output.WriteLine($"{explanation.Client} does not want to be probed: only its own connections tell how far it is");
            }

            foreach (var note in beside.Notes)
            {
                var hint = note.Status == SteeringWords.Of(EndpointStatus.Draining) ? " (proxima status counts the connections that still come)" : string.Empty;
                output.WriteLine(OverrideText.Format($"{note.Pool}/{note.Endpoint} is {note.Status}", note.From, note.Until, note.Who, note.Why) + hint);
            }

            return;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            ExplanationJson.Write(json, explanation, beside.Notes, beside.IsOptedOut);
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>What the state folder says beside the decision.</summary>
    private sealed record Beside(IReadOnlyList<OverrideNote> Notes, bool IsOptedOut)
    {
        public static Beside Read(string state, Explanation explanation)
        {
            var list = Path.Combine(state, PrefixList.OptedOutName);
            return new Beside(
                [.. OverrideNotes.ReadIfAny(Path.Combine(state, OverrideNotes.FileName)).Where(note => explanation.Candidates.Any(note.IsAbout))],
                File.Exists(list) && PrefixList.Load(list).Prefixes.Covers(explanation.Client));
        }
    }

    /// <summary>The question as written on the command line.</summary>
    private sealed record Question(string Name, string Type, string? Client, string? Resolver)
    {
        public bool TryRead(out DomainName name, out RecordType type, out Prefix client, out ClientSource source, out string problem)
        {
            client = default;
            source = ClientSource.Resolver;
            type = RecordType.None;
            if (!DomainName.TryParse(Name, null, out name, out problem))
            {
                problem = $"'{Name}' is no domain name: {problem}";
            }
            else if (!RecordCatalog.TryParseType(Type, out type))
            {
                problem = $"'{Type}' is no record type; expected A or AAAA";
            }
            else if (!Prefix.TryParse(Resolver ?? "127.0.0.1", out var resolver) || resolver.Length != resolver.MaxLength)
            {
                problem = $"'{Resolver}' is no address";
            }
            else if (Client is not null && !Prefix.TryParse(Client, out client))
            {
                problem = $"'{Client}' is no address or network; expected something like 192.0.2.1 or 192.0.2.0/24";
            }
            else
            {
                // A client subnet of no bits is a wish not to be told apart (RFC 7871 section 7.1.2).
                source = Client is not null && client.Length > 0 ? ClientSource.ClientSubnet : ClientSource.Resolver;
                client = source == ClientSource.ClientSubnet ? client : resolver;
                problem = string.Empty;
            }

            return problem.Length == 0;
        }
    }
}

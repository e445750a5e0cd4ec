using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Answering;
using Proxima.Engine.Listeners;
using Proxima.Tool.Serving;

namespace Proxima.Tool.Commands;

/// <summary><c>proxima serve</c>.</summary>
internal static class ServeCommand
{
    private const int MaxWorkers = 256;

    public static Command Create()
    {
        var snapshot = new Option<string>("--snapshot") { Description = "The snapshot file to answer from; a new one put in its place is taken over.", Required = true };
        var listen = new Option<IPEndPoint[]>("--listen")
        {
            Description = "ADDRESS:PORT to answer at, UDP and TCP; an IPv6 address stands in brackets. Repeat for more.",
            Required = true,
            CustomParser = ParseAddresses,
        };
        var health = new Option<string?>("--health") { Description = "The health file that proximad writes. Without it every endpoint is unknown." };
        var report = new Option<string?>("--report") { Description = "Where to write counters and client networks seen, for proximad to read." };
        var workers = new Option<int>("--workers") { Description = "UDP threads for each address.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var pin = new Option<bool>("--pin") { Description = "Keep each UDP thread on a core of its own." };
        var xdp = new Option<string[]>("--xdp")
        {
            HelpName = "INTERFACE",
            Description = "Take UDP queries that come by this interface past the kernel (AF_XDP). Repeat for more. Where it cannot be, sockets answer.",
        };
        var tcp = new Option<int>("--tcp-connections") { Description = "Most TCP connections open at once; the one idle longest makes room for a new one.", DefaultValueFactory = _ => TcpLimits.DefaultConnections };
        var nsid = new Option<string?>("--nsid") { Description = "Name of this server, told to clients that ask for it (RFC 5001)." };
        var solicit = new Option<int>("--solicit-tcp") { HelpName = "COUNT", Description = "Most UDP answers a minute that only ask the resolver to come by TCP, whose handshake tells how far it is. Without it none." };
        var wait = new Option<bool>("--wait") { Description = "Start without a snapshot and answer SERVFAIL until there is one." };
        var readyFile = new Option<string?>("--ready-file") { Description = "File or pipe to write one octet to once queries are answered." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing while all is well." };
        workers.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() is >= 1 and <= MaxWorkers, $"--workers is a number from 1 to {MaxWorkers}"));
        solicit.Validators.Add(result => Require(
            result, result.GetValueOrDefault<int>() is >= 0 and <= TcpSolicitation.MostPerMinute, $"--solicit-tcp is a number from 0 to {TcpSolicitation.MostPerMinute}"));
        tcp.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() is >= 1 and <= TcpLimits.MaxConnections, $"--tcp-connections is a number from 1 to {TcpLimits.MaxConnections}"));
        nsid.Validators.Add(result => Require(
            result,
            Encoding.UTF8.GetByteCount(result.GetValueOrDefault<string?>() ?? string.Empty) <= ResponderOptions.MaxNsidLength,
            $"--nsid is at most {ResponderOptions.MaxNsidLength} octets"));

        var command = new Command("serve", "The data plane: answer DNS from a snapshot file.") { snapshot, listen, health, report, workers, pin, xdp, tcp, nsid, solicit, wait, readyFile, quiet };
        command.SetAction(parsed => new Service(new ServeSettings(
            parsed.GetRequiredValue(snapshot), parsed.GetRequiredValue(listen), parsed.GetValue(workers))
        {
            HealthPath = parsed.GetValue(health),
            ReportPath = parsed.GetValue(report),
            IsPinned = parsed.GetValue(pin),
            XdpInterfaces = parsed.GetValue(xdp) ?? [],
            TcpConnections = parsed.GetValue(tcp),
            Nsid = parsed.GetValue(nsid),
            SolicitTcpPerMinute = parsed.GetValue(solicit),
            WaitsForSnapshot = parsed.GetValue(wait),
            IsQuiet = parsed.GetValue(quiet),
            ReadyPath = parsed.GetValue(readyFile),
        }).Run());
        return command;
    }

    private static void Require(OptionResult result, bool isMet, string error)
    {
        if (!isMet)
        {
            result.AddError(error);
        }
    }

    private static IPEndPoint[] ParseAddresses(ArgumentResult result)
    {
        var addresses = new List<IPEndPoint>();
        foreach (var token in result.Tokens)
        {
            // Without a port the parser of the base library says port 0, which here means "any free one" and must be asked for; and an
            // IPv6 address without brackets would lose its last group to the port.
            if (IPEndPoint.TryParse(token.Value, out var address)
                && token.Value.EndsWith($":{address.Port}", StringComparison.Ordinal)
                && token.Value.StartsWith('[') == (address.AddressFamily == AddressFamily.InterNetworkV6))
            {
                addresses.Add(address);
            }
            else
            {
                result.AddError($"--listen '{token.Value}': expected ADDRESS:PORT, as 192.0.2.1:53 or [2001:db8::1]:53");
            }
        }

        return [.. addresses];
    }
}

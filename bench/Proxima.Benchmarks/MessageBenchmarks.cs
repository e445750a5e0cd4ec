using System.Net;
using BenchmarkDotNet.Attributes;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Latency;

namespace Proxima.Benchmarks;

/// <summary>Octets to a question, and an answer to octets.</summary>
public class MessageBenchmarks
{
    private readonly byte[] query = TestBed.Query(Prefix.FromAddress(IPAddress.Parse("192.0.2.0"), 24));
    private readonly byte[] name = DomainName.Parse("www.example.test").Wire.ToArray();
    private readonly byte[] response = new byte[1232];
    private readonly NameCompression names = new();
    private Query asked;

    [GlobalSetup]
    public void ReadOnce() => MessageReader.Read(query, out asked);

    [Benchmark]
    public ReadOutcome Read() => MessageReader.Read(query, out _);

    [Benchmark]
    public int Write()
    {
        var writer = new MessageWriter(response, response.Length, names);
        writer.WriteHeader(asked, Rcode.NoError, authoritative: true);
        writer.WriteQuestion(name, RecordType.A, RecordClass.IN);
        writer.WriteRecord(Section.Answer, name, RecordType.A, RecordClass.IN, 60, [192, 0, 2, 1]);
        writer.BeginOpt(1232, dnssecOk: false, Rcode.NoError);
        writer.WriteClientSubnet(asked.ClientSubnet, 24);
        writer.EndOpt();
        return writer.Length;
    }
}

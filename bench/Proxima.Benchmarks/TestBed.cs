using System.Buffers.Binary;
using System.Globalization;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;
using Proxima.Settings.Prefixes;
using Proxima.Settings.Steering;

namespace Proxima.Benchmarks;

/// <summary>A snapshot of so many networks and sites, made by the way that <c>proxima snapshot build</c> takes, and queries for random ones of them.</summary>
internal sealed class TestBed
{
    /// <summary>Queries of one invocation: more networks than the caches hold.</summary>
    public const int Queries = 4096;

    private const string Owner = "www.example.test";

    public TestBed(int networks, int sites)
    {
        var folder = Directory.CreateTempSubdirectory("proxima-benchmarks-").FullName;
        try
        {
            var names = Enumerable.Range(0, sites).Select(site => $"s{site}").ToList();
            File.WriteAllText(Path.Combine(folder, "zone"), "$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ IN NS ns\nns IN A 192.0.2.53\nstatic IN A 192.0.2.80\n");
            File.WriteAllText(
                Path.Combine(folder, "steering.yaml"),
                $"zones: [ {{ name: example.test, file: zone }} ]\nsites: {{ {string.Join(", ", names.Select(name => $"{name}: {{}}"))} }}\n"
                + $"pools: {{ web: {{ endpoints: [ {string.Join(", ", names.Select((name, i) => $"{{ site: {name}, address: 198.51.100.{i} }}"))} ] }} }}\n"
                + $"policies: {{ near: {{ chain: [ healthy, nearest, {{ take: 1 }} ] }} }}\nnames: [ {{ name: {Owner}, pool: web, policy: near, ttl: 60 }} ]\n");
            var random = new Random(1);
            var starts = Enumerable.Range(0, networks * 2).Select(_ => random.Next(11 << 16, 223 << 16)).Distinct().Take(networks).ToList();
            File.WriteAllLines(Path.Combine(folder, "latencies"), starts.Select(start =>
                $"{start >> 16}.{(start >> 8) & 255}.{start & 255}.0/24 {string.Join(' ', names.Select((name, site) => string.Create(CultureInfo.InvariantCulture, $"{name}={10 + (20 * ((site + start) % sites))}")))}"));
            var source = SteeringSource.Load(Path.Combine(folder, "steering.yaml"));
            var builder = new LatencyMapBuilder(sites, Tolerance.Default, TimeSpan.Zero);
            PrefixTable.Read(Path.Combine(folder, "latencies"), names, builder.Add);
            var content = new SnapshotContent(
                source.Model, source.Zones, builder.Build(DateTimeOffset.UnixEpoch), new HealthTable(sites), (pool, endpoint) => pool.Endpoints.ToList().IndexOf(endpoint), 1, 1, DateTimeOffset.UnixEpoch);
            Snapshot = SnapshotFile.TryRead(SnapshotBuilder.Build(content), out var snapshot, out var problem) ? snapshot! : throw new InvalidDataException(problem);
            Clients = [.. Enumerable.Range(0, Queries).Select(_ => Prefix.FromBits(false, (ulong)starts[random.Next(starts.Count)] << 40, 0, 24))];
            Health = new HealthTable(sites);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public Snapshot Snapshot { get; }

    public HealthTable Health { get; }

    public Prefix[] Clients { get; }

    public Responder Responder => new(Health, new ResponderOptions());

    /// <summary>A question for an A record with a client subnet, octet by octet (RFC 1035 section 4.1, RFC 7871 section 6), and a client's cookie if there is one.</summary>
    public static byte[] Query(Prefix client, string owner = Owner, byte[]? cookie = null)
    {
        var octets = new List<byte> { 0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1 };
        foreach (var label in owner.Split('.'))
        {
            octets.Add((byte)label.Length);
            octets.AddRange(label.Select(letter => (byte)letter));
        }

        octets.AddRange([0, 0, 1, 0, 1, 0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, (byte)(11 + (cookie is null ? 0 : 4 + cookie.Length)), 0, 8, 0, 7, 0, 1, 24, 0]);
        Span<byte> address = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(address, client.High);
        octets.AddRange(address[..3]);
        if (cookie is not null)
        {
            octets.AddRange([0, 10, 0, (byte)cookie.Length, .. cookie]);
        }

        return [.. octets];
    }
}

using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;
using Proxima.Tests.Dns;

namespace Proxima.Tests.Places;

public sealed partial class MmdbFileTests : IDisposable
{
    private readonly PlaceFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(24, 6)]
    [InlineData(28, 6)]
    [InlineData(32, 6)]
    [InlineData(24, 4)]
    [InlineData(32, 4)]
    public void Every_address_is_where_mmdblookup_finds_it(int recordSize, int ipVersion)
    {
        var random = new Random(recordSize + ipVersion);
        var writer = new MmdbWriter(recordSize, ipVersion);
        var asked = new List<IPAddress>();
        for (uint block = 1; block < 60; block++)
        {
            var high = (ulong)(block << 26) << 32;
            var network = block % 4 != 0 || ipVersion == 4 ? Prefix.FromBits(false, high, 0, random.Next(6, 33)) : Prefix.FromBits(true, (0x2000UL + block) << 48, 0, random.Next(16, 65));
            writer.Add(network.ToString(), RecordOf(random));
            asked.Add(network.ToAddress());
            asked.Add(Prefix.FromBits(network.IsIPv6, network.High | ((ulong)random.NextInt64() >> random.Next(network.Length, 64)), 0, network.MaxLength).ToAddress());
        }

        if (ipVersion == 6)
        {
            writer.AddAlias();
        }

        var path = folder.Write("test.mmdb", writer.ToFile());
        var places = folder.Open(path);

        Assert.All(asked, address => Assert.Equal(Looked(path, address), places.Find(Prefix.FromAddress(address)).Place));
    }

    [Fact]
    public void The_words_of_several_vendors_are_understood()
    {
        var path = folder.Write("vendors.mmdb", new MmdbWriter()
            .Add("10.0.0.0/8", new() { ["country"] = new Dictionary<string, object> { ["iso_code"] = "AT" }, ["location"] = new Dictionary<string, object> { ["latitude"] = 48.2, ["longitude"] = 16.37 } })
            .Add("11.0.0.0/8", new() { ["registered_country"] = new Dictionary<string, object> { ["iso_code"] = "DE" }, ["autonomous_system_number"] = 64496u })
            .Add("12.0.0.0/8", new() { ["country"] = "NL", ["asn"] = "AS64497", ["lat"] = "52.37", ["lng"] = "4.9" })
            .Add("13.0.0.0/8", new() { ["country_code"] = "jp", ["latitude"] = 35.5f, ["longitude"] = 139.5f, ["traits"] = new Dictionary<string, object> { ["autonomous_system_number"] = 64498u } })
            .ToFile());

        var places = folder.Open(path);

        Assert.Equal(["AT, 48.20 16.37", "DE, AS64496", "NL, AS64497, 52.37 4.90", "JP, AS64498, 35.50 139.50", ""],
            new[] { "10.1.1.1", "11.1.1.1", "12.1.1.1", "13.1.1.1", "14.1.1.1" }.Select(address => places.Find(Prefix.Parse(address)).Place.ToString()));
    }

    [Fact]
    public void What_mutations_leave_of_a_file_is_read_or_refused_in_one_line_and_never_ends_the_reader()
    {
        var random = new Random(7);
        var writer = new MmdbWriter(24);
        for (var block = 1; block < 40; block++)
        {
            writer.Add($"{block}.0.0.0/{random.Next(8, 30)}", RecordOf(random));
        }

        var sound = writer.AddAlias().ToFile();
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            var file = sound[..(round % 10 == 0 ? random.Next(sound.Length) : sound.Length)];
            for (var i = random.Next(1, 8); i > 0 && file.Length > 0; i--)
            {
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }

            var ranges = Proxima.Settings.GeoIp.MmdbFile.Read(file, out var problem);
            Assert.Equal(ranges is null, problem.Length > 0);
            refused += ranges is null ? 1 : 0;
        }

        Assert.InRange(refused, 300, 2999);
    }

    [Theory]
    [InlineData("", "no MaxMind DB file")]
    [InlineData("start,end,asn", "no MaxMind DB file")]
    public void What_is_no_MMDB_file_is_said_with_its_path(string content, string what) =>
        Assert.Equal($"x.mmdb:1:1: {what}, expected a sound MaxMind DB file (.mmdb), or a table (.csv)", folder.ErrorsOf(folder.Write("x.mmdb", content)));

    [Fact]
    public void A_tree_that_leads_to_itself_ends()
    {
        var file = new MmdbWriter(24).Add("1.0.0.0/8", new() { ["asn"] = 1u }).ToFile();
        file.AsSpan(0, 6).Clear();

        Assert.Null(Proxima.Settings.GeoIp.MmdbFile.Read(file, out var problem));
        Assert.Equal("damaged", problem);
    }

    private static Dictionary<string, object> RecordOf(Random random)
    {
        var record = new Dictionary<string, object>
        {
            ["city"] = new Dictionary<string, object> { ["names"] = new Dictionary<string, object> { ["en"] = new string('x', random.Next(1, 400)), ["de"] = "y" } },
            ["country"] = new Dictionary<string, object> { ["geoname_id"] = (uint)random.Next(), ["iso_code"] = new[] { "AT", "DE", "JP", "US" }[random.Next(4)], ["is_in_european_union"] = true },
            ["subdivisions"] = new object[] { "a", "b" },
        };
        if (random.Next(2) == 0)
        {
            record["location"] = new Dictionary<string, object> { ["accuracy_radius"] = (ushort)20, ["latitude"] = random.Next(-9000, 9001) / 100.0, ["longitude"] = random.Next(-18000, 18001) / 100.0, ["time_zone"] = "Europe/Vienna" };
        }

        if (random.Next(2) == 0)
        {
            record["autonomous_system_number"] = (uint)random.Next(1, 70_000);
        }

        return record;
    }

    private static Place Looked(string path, IPAddress address)
    {
        string Value(params string[] at) => ScalarPattern().Match(DnsClient.Run("mmdblookup", ["--file", path, "--ip", address.ToString(), .. at])).Groups[1].Value.Trim('"');
        _ = CountryCode.TryParse(Value("country", "iso_code"), out var country);
        _ = uint.TryParse(Value("autonomous_system_number"), CultureInfo.InvariantCulture, out var number);
        var isPlaced = double.TryParse(Value("location", "latitude"), CultureInfo.InvariantCulture, out var latitude);
        _ = double.TryParse(Value("location", "longitude"), CultureInfo.InvariantCulture, out var longitude);
        return new Place(number, country, isPlaced ? new GeoPosition(latitude, longitude) : null);
    }

    [GeneratedRegex("^\\s*(\\S+) <\\w+>\\s*$", RegexOptions.Multiline)]
    private static partial Regex ScalarPattern();
}

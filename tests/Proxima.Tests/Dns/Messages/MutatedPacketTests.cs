using Proxima.Dns.Messages;

namespace Proxima.Tests.Dns.Messages;

/// <summary>Seeded damage to the golden packets: no exception, no hang, and on the query path no allocation.</summary>
public sealed class MutatedPacketTests
{
    private const int Mutations = 1_000_000;
    private const int Parts = 4;
    private const int MaxLength = 4096;

    [Fact]
    public void The_query_reader_survives_a_million_of_them_and_allocates_nothing()
    {
        var packets = GoldenPacket.All.Select(packet => packet.Octets).ToArray();
        var random = new Random(20261123);
        var buffer = new byte[MaxLength];
        var outcomes = new int[Enum.GetValues<ReadOutcome>().Length];
        MessageReader.Read(packets[0], out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Mutations; i++)
        {
            var length = Mutate(packets, random, buffer);
            outcomes[(int)MessageReader.Read(buffer.AsSpan(0, length), out _)]++;
        }

        // Every outcome comes at least a thousand times: one that allocates would take more than the runtime.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allocations.OfTheRuntime);
        Assert.All(outcomes, count => Assert.True(count > Mutations / 1000));
    }

    [Fact]
    public void The_message_model_survives_a_million_of_them_and_stays_a_fixed_point()
    {
        var packets = GoldenPacket.All.Select(packet => packet.Octets).ToArray();
        var wellFormed = new int[Parts];
        Parallel.For(0, Parts, part =>
        {
            var random = new Random(part + 1);
            var buffer = new byte[MaxLength];
            for (var i = 0; i < Mutations / Parts; i++)
            {
                var length = Mutate(packets, random, buffer);
                wellFormed[part] += FixedPoint.Assert(buffer.AsSpan(0, length)) ? 1 : 0;
            }
        });

        // Neither all refused (then nothing was tested) nor all taken (then nothing was damaged).
        Assert.InRange(wellFormed.Sum(), Mutations / 20, Mutations * 19 / 20);
    }

    /// <summary>One to four wounds: a flipped bit, a cut, a splice with another packet, a field set to a value that sits on a limit.</summary>
    private static int Mutate(byte[][] packets, Random random, byte[] buffer)
    {
        var packet = packets[random.Next(packets.Length)];
        packet.CopyTo(buffer, 0);
        var length = packet.Length;
        for (var wounds = random.Next(1, 5); wounds > 0 && length > 1; wounds--)
        {
            var at = random.Next(length);
            switch (random.Next(8))
            {
                case 0:
                    length = at;
                    break;
                case 1:
                    var other = packets[random.Next(packets.Length)];
                    var from = random.Next(other.Length);
                    var taken = Math.Min(other.Length - from, buffer.Length - at);
                    other.AsSpan(from, taken).CopyTo(buffer.AsSpan(at));
                    length = Math.Max(length, at + taken);
                    break;
                case 2:
                    buffer[at] = random.Next(6) switch { 0 => 0, 1 => 0xFF, 2 => 0xC0, 3 => 0x3F, 4 => 0x40, _ => 1 };
                    break;
                case 3:
                    buffer[random.Next(Math.Min(12, length))] = (byte)random.Next(4);
                    break;
                default:
                    buffer[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return length;
    }
}

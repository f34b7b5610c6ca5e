using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Metrics.Chunks;

namespace Almagest.Tests.Telemetry.Metrics;

public sealed class ChunkCodecTests
{
    static readonly double Stale = BitConverter.Int64BitsToDouble(0x7ff0000000000002);

    public static TheoryData<string, double[]> Shapes => new()
    {
        { "one value", [42.5] },
        { "constant", [.. Enumerable.Repeat(7.25, 240)] },
        { "counter", [.. Enumerable.Range(0, 240).Select(i => (double)i * 17 + i % 5)] },
        { "counter with a reset", [.. Enumerable.Range(0, 240).Select(i => (double)(i < 100 ? i * 1000 : (i - 100) * 1000))] },
        { "decimals", [.. Enumerable.Range(0, 240).Select(i => Math.Round(Math.Sin(i) * 100, 3))] },
        { "sums of thousandths", [.. Sums(240, 1000)] },
        { "sums of thousandths with a reset and a gap", [.. Sums(120, 1000), double.NaN, Stale, .. Sums(110, 1000)] },
        { "small decimals", [.. Enumerable.Range(0, 65).Select(i => i / 1e9)] },
        { "powers of two beyond 2^53", [.. Enumerable.Range(0, 64).Select(i => Math.Pow(2, i + 20))] },
        { "irrational", [.. Enumerable.Range(1, 300).Select(i => Math.Sqrt(i))] },
        { "extremes", [double.MaxValue, double.MinValue, double.Epsilon, 0, -0.0, 1e300, -1e-300] },
        { "not numbers", [1, double.NaN, 2, double.PositiveInfinity, 3, double.NegativeInfinity, -0.0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29] },
        { "ends with the staleness marker", [1.5, 2.5, 3.5, 4.5, Stale] },
        { "begins with the staleness marker", [Stale, 2.5, 3.5] },
        { "alternating", [.. Enumerable.Range(0, 129).Select(i => i % 2 == 0 ? 1e15 : -1e15)] },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Values_come_back_bit_for_bit(string shape, double[] values) =>
        Bits(Decode(values)).ShouldBe(Bits(values), shape);

    [Fact]
    public void Random_values_of_every_kind_come_back_bit_for_bit()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var kind = random.Next(6);
            var sum = random.NextDouble() < 0.3 ? 1e5 : 0;
            var values = Enumerable.Range(0, random.Next(1, 400)).Select(_ => kind switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                1 => random.Next(1000),
                2 => Math.Round(random.NextDouble() * 1e6, random.Next(6)),
                3 => random.NextDouble(),
                4 => sum += Math.Round(random.NextDouble() * 100, 3),
                _ => random.Next(20) == 0 ? Stale : random.NextInt64(1L << 54),
            }).ToArray();
            Bits(Decode(values)).ShouldBe(Bits(values), $"round {round}, kind {kind}");
        }
    }

    [Fact]
    public void Random_times_come_back()
    {
        var random = new Random(8);
        for (var round = 0; round < 2000; round++)
        {
            const long Start = 1_795_176_000_000;
            var time = Start + random.Next(60_000);
            var jitter = random.Next(4) switch { 0 => 1, 1 => 7, 2 => 5_000, _ => 3_000_000 };
            var times = new long[random.Next(1, 300)];
            for (var i = 0; i < times.Length; i++)
                times[i] = time += 1 + 15_000 * random.Next(2) + random.Next(jitter);
            using var buffer = new ByteBuffer();
            TimeCodec.Write(buffer, times, Start);
            var bytes = Chunk.Pad(buffer.Span);
            var decoded = new long[TimeCodec.CountOf(bytes)];
            TimeCodec.Read(bytes, Start, decoded);
            decoded.ShouldBe(times, $"round {round}");
        }
    }

    [Fact]
    public void Sums_of_decimals_take_little()
    {
        using var buffer = new ByteBuffer();
        ValueCodec.Write(buffer, [.. Sums(240, 1000)]);
        // The thousandths are 14 bits, the distance from them some more; as doubles they would be 6 bytes.
        buffer.Length.ShouldBeLessThan(240 * 3);
    }

    [Fact]
    public void Regular_counters_take_little()
    {
        var random = new Random(9);
        var (value, time) = (0.0, 0L);
        using var buffer = new ByteBuffer();
        ValueCodec.Write(buffer, [.. Enumerable.Range(0, 240).Select(_ => value += random.Next(100))]);
        TimeCodec.Write(buffer, [.. Enumerable.Range(0, 240).Select(_ => time += 15_000)], 0);
        buffer.Length.ShouldBeLessThan(240);
    }

    [Fact]
    public void Damaged_chunks_raise_an_error_and_nothing_else()
    {
        using var buffer = new ByteBuffer();
        ValueCodec.Write(buffer, [.. Enumerable.Range(0, 240).Select(i => Math.Round(i * 1.1, 2))]);
        var random = new Random(10);
        var values = new double[240];
        for (var round = 0; round < 5000; round++)
        {
            var bytes = Chunk.Pad(buffer.Span[..random.Next(1, buffer.Length + 1)]);
            bytes[random.Next(bytes.Length - Chunk.Padding)] = (byte)random.Next(256);
            try
            {
                ValueCodec.Read(bytes, values);
            }
            catch (Exception error) when (error is InvalidDataException or IndexOutOfRangeException or ArgumentOutOfRangeException)
            {
            }
        }
    }

    static double[] Decode(double[] values)
    {
        using var buffer = new ByteBuffer();
        ValueCodec.Write(buffer, values);
        var decoded = new double[values.Length];
        ValueCodec.Read(Chunk.Pad(buffer.Span), decoded);
        return decoded;
    }

    static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    static IEnumerable<double> Sums(int count, int unit)
    {
        var random = new Random(count);
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            yield return sum += (double)random.Next(3000, 12_000) / unit;
    }
}

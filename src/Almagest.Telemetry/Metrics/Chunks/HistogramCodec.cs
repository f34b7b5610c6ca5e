using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Values;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Native histograms of a chunk, bit for bit. The layout (schema, spans, bounds) is written when it changes; whole counts as distances from the
/// histogram before, other numbers as they are.
/// </summary>
static class HistogramCodec
{
    const byte NewLayout = 1;
    const byte WholeCounts = 2;
    const double LargestWhole = 1L << 53;

    internal static void Write(ByteBuffer output, ReadOnlySpan<FloatHistogram?> histograms)
    {
        FloatHistogram? before = null;
        foreach (var each in histograms)
        {
            var histogram = each ?? throw new ArgumentException("a chunk holds either floats or histograms", nameof(histograms));
            var isNew = before is null || !HasLayoutOf(histogram, before);
            var whole = Numbers(histogram).All(static n => n == Math.Floor(n) && Math.Abs(n) < LargestWhole && !IsNegativeZero(n));
            output.Write((byte)((isNew ? NewLayout : 0) | (whole ? WholeCounts : 0)));
            output.Write((byte)histogram.CounterResetHint);
            if (isNew)
                WriteLayout(output, histogram);
            output.Write(histogram.Sum);
            WriteNumbers(output, Numbers(histogram), isNew || !whole ? null : before, whole);
            before = histogram;
        }
    }

    /// <exception cref="InvalidDataException">The bytes are no chunk.</exception>
    internal static FloatHistogram[] Read(ReadOnlySpan<byte> bytes, int count)
    {
        var reader = new ChunkReader(bytes);
        var histograms = new FloatHistogram[count];
        FloatHistogram? before = null;
        for (var i = 0; i < count; i++)
        {
            var form = reader.Byte();
            var hint = (CounterResetHint)reader.Byte();
            var layout = (form & NewLayout) != 0 ? ReadLayout(ref reader)
                : before ?? throw new InvalidDataException("a chunk of histograms begins without a layout");
            var sum = BitConverter.Int64BitsToDouble(reader.Raw());
            var numbers = ReadNumbers(ref reader, layout, (form & NewLayout) != 0 ? null : before, (form & WholeCounts) != 0);
            var positive = layout.PositiveSpans.Sum(static s => s.Length);
            histograms[i] = before = layout with
            {
                CounterResetHint = hint,
                Sum = sum,
                Count = numbers[0],
                ZeroCount = numbers[1],
                PositiveBuckets = numbers[2..(2 + positive)],
                NegativeBuckets = numbers[(2 + positive)..],
            };
        }

        return histograms;
    }

    static bool HasLayoutOf(FloatHistogram a, FloatHistogram b) =>
        a.Schema == b.Schema && BitConverter.DoubleToInt64Bits(a.ZeroThreshold) == BitConverter.DoubleToInt64Bits(b.ZeroThreshold)
        && a.PositiveSpans.AsSpan().SequenceEqual(b.PositiveSpans) && a.NegativeSpans.AsSpan().SequenceEqual(b.NegativeSpans)
        && a.CustomBounds.AsSpan().SequenceEqual(b.CustomBounds)
        && a.PositiveBuckets.Length == b.PositiveBuckets.Length && a.NegativeBuckets.Length == b.NegativeBuckets.Length;

    static IEnumerable<double> Numbers(FloatHistogram histogram) =>
        [histogram.Count, histogram.ZeroCount, .. histogram.PositiveBuckets, .. histogram.NegativeBuckets];

    static bool IsNegativeZero(double value) => value == 0 && double.IsNegative(value);

    static void WriteNumbers(ByteBuffer output, IEnumerable<double> numbers, FloatHistogram? before, bool whole)
    {
        var earlier = before is null ? null : Numbers(before).ToArray();
        var at = 0;
        foreach (var number in numbers)
        {
            if (whole)
                output.WriteVarUInt(ZigZag.Encode((long)number - Whole(earlier, at++)));
            else
                output.Write(number);
        }
    }

    static double[] ReadNumbers(ref ChunkReader reader, FloatHistogram layout, FloatHistogram? before, bool whole)
    {
        var earlier = before is null ? null : Numbers(before).ToArray();
        var count = 2 + layout.PositiveSpans.Sum(static s => s.Length) + layout.NegativeSpans.Sum(static s => s.Length);
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
            numbers[i] = whole ? reader.VarInt() + Whole(earlier, i) : BitConverter.Int64BitsToDouble(reader.Raw());
        return numbers;
    }

    // The histogram before may hold fractions or NaN; what its number counts as only has to be the same in both directions.
    static long Whole(double[]? numbers, int at) => numbers is not null && Math.Abs(numbers[at]) < LargestWhole ? (long)numbers[at] : 0;

    static void WriteLayout(ByteBuffer output, FloatHistogram histogram)
    {
        output.WriteVarUInt(ZigZag.Encode(histogram.Schema));
        output.Write(histogram.ZeroThreshold);
        WriteSpans(output, histogram.PositiveSpans);
        WriteSpans(output, histogram.NegativeSpans);
        output.WriteVarUInt((ulong)histogram.CustomBounds.Length);
        foreach (var bound in histogram.CustomBounds)
            output.Write(bound);
    }

    static void WriteSpans(ByteBuffer output, BucketSpan[] spans)
    {
        output.WriteVarUInt((ulong)spans.Length);
        foreach (var (offset, length) in spans)
        {
            output.WriteVarUInt(ZigZag.Encode(offset));
            output.WriteVarUInt((ulong)length);
        }
    }

    static FloatHistogram ReadLayout(ref ChunkReader reader)
    {
        var schema = (int)reader.VarInt();
        var threshold = BitConverter.Int64BitsToDouble(reader.Raw());
        var positive = ReadSpans(ref reader);
        var negative = ReadSpans(ref reader);
        var bounds = new double[reader.VarUInt()];
        for (var i = 0; i < bounds.Length; i++)
            bounds[i] = BitConverter.Int64BitsToDouble(reader.Raw());
        return new FloatHistogram { Schema = schema, ZeroThreshold = threshold, PositiveSpans = positive, NegativeSpans = negative, CustomBounds = bounds };
    }

    static BucketSpan[] ReadSpans(ref ChunkReader reader)
    {
        var spans = new BucketSpan[reader.VarUInt()];
        for (var i = 0; i < spans.Length; i++)
            spans[i] = new BucketSpan((int)reader.VarInt(), (int)reader.VarUInt());
        return spans;
    }
}

using System.Buffers.Binary;
using Almagest.Query.PromQL.Values;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>A <c>Histogram</c> message: classic buckets, native ones, or both. Reused from message to message.</summary>
sealed class HistogramMessage
{
    readonly List<BucketSpan> _positiveSpans = [];
    readonly List<BucketSpan> _negativeSpans = [];
    readonly List<double> _positiveDeltas = [];
    readonly List<double> _negativeDeltas = [];
    readonly List<double> _positiveCounts = [];
    readonly List<double> _negativeCounts = [];
    readonly List<byte[]> _exemplars = [];
    double _count, _countFloat, _zeros, _zerosFloat, _threshold;
    int _schema;

    internal double Sum { get; private set; }

    internal long StartMs { get; private set; }

    /// <summary>Classic buckets in the order they came in, counts cumulative.</summary>
    internal List<ClassicBucket> Buckets { get; } = [];

    internal double Count => _countFloat != 0 ? _countFloat : _count;

    /// <summary>Whether counts are floats.</summary>
    internal bool IsFloat => _countFloat > 0 || _zerosFloat > 0;

    /// <summary>Whether there are native buckets; a native histogram without any says so by a span of length 0.</summary>
    internal bool IsNative => _positiveSpans.Count > 0 || _negativeSpans.Count > 0 || _threshold > 0 || _zeros > 0 || _zerosFloat > 0;

    internal void Read(ReadOnlySpan<byte> message)
    {
        Clear();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: _count = reader.UInt64(); break;
                case 2: Sum = reader.Double(); break;
                case 3: Buckets.Add(ClassicBucket.Read(reader.Bytes())); break;
                case 4: _countFloat = reader.Double(); break;
                case 5: _schema = (int)reader.ZigZag(); break;
                case 6: _threshold = reader.Double(); break;
                case 7: _zeros = reader.UInt64(); break;
                case 8: _zerosFloat = reader.Double(); break;
                case 15: StartMs = TimeMessage.Read(reader.Bytes()); break;
                case 16: _exemplars.Add(reader.Bytes().ToArray()); break;
                default: ReadNative(ref reader); break;
            }
        }
    }

    internal FloatHistogram ToNative(bool isGauge) => HistogramArithmetic.Compact(new FloatHistogram
    {
        Schema = _schema,
        CounterResetHint = isGauge ? CounterResetHint.Gauge : CounterResetHint.Unknown,
        Count = IsFloat ? _countFloat : _count,
        Sum = Sum,
        ZeroThreshold = _threshold,
        ZeroCount = IsFloat ? _zerosFloat : _zeros,
        PositiveSpans = [.. _positiveSpans],
        PositiveBuckets = [.. IsFloat ? _positiveCounts : Totals(_positiveDeltas)],
        NegativeSpans = [.. _negativeSpans],
        NegativeBuckets = [.. IsFloat ? _negativeCounts : Totals(_negativeDeltas)],
    });

    /// <summary>The histogram's own exemplars, or those of its classic buckets; only such with a time, which native histograms need.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> NativeExemplars() =>
        (_exemplars.Count > 0 ? _exemplars.Select(static e => new ReadOnlyMemory<byte>(e)) : Buckets.Select(static b => b.Exemplar)).Where(static e => HasTime(e.Span));

    void Clear()
    {
        (_count, _countFloat, _zeros, _zerosFloat, _threshold, _schema, Sum, StartMs) = (0, 0, 0, 0, 0, 0, 0, 0);
        Buckets.Clear();
        _exemplars.Clear();
        foreach (var list in (ReadOnlySpan<List<double>>)[_positiveDeltas, _negativeDeltas, _positiveCounts, _negativeCounts])
            list.Clear();
        _positiveSpans.Clear();
        _negativeSpans.Clear();
    }

    void ReadNative(ref ProtoReader reader)
    {
        switch (reader.Field)
        {
            case 9: _negativeSpans.Add(ReadSpan(reader.Bytes())); break;
            case 10: ReadDeltas(ref reader, _negativeDeltas); break;
            case 11: ReadDoubles(ref reader, _negativeCounts); break;
            case 12: _positiveSpans.Add(ReadSpan(reader.Bytes())); break;
            case 13: ReadDeltas(ref reader, _positiveDeltas); break;
            case 14: ReadDoubles(ref reader, _positiveCounts); break;
            default: reader.Skip(); break;
        }
    }

    static BucketSpan ReadSpan(ReadOnlySpan<byte> message)
    {
        int offset = 0, length = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: offset = (int)reader.ZigZag(); break;
                case 2: length = (int)Math.Min(reader.UInt64(), int.MaxValue); break;
                default: reader.Skip(); break;
            }
        }

        return new(offset, length);
    }

    // Written by proto2 the numbers come one by one, by proto3 packed.
    static void ReadDeltas(ref ProtoReader reader, List<double> deltas)
    {
        if (!reader.IsPacked)
        {
            deltas.Add(reader.ZigZag());
            return;
        }

        var packed = reader.Bytes();
        while (packed.Length > 0)
        {
            var value = 0UL;
            var used = 0;
            do
            {
                if (used == packed.Length || used == 10)
                    throw new OtlpFormatException("packed deltas end in the middle of a number");
                value |= (ulong)(packed[used] & 0x7F) << (7 * used);
            }
            while (packed[used++] >= 0x80);
            deltas.Add((long)(value >> 1) ^ -(long)(value & 1));
            packed = packed[used..];
        }
    }

    static void ReadDoubles(ref ProtoReader reader, List<double> values)
    {
        if (!reader.IsPacked)
        {
            values.Add(reader.Double());
            return;
        }

        for (var packed = reader.Bytes(); packed.Length >= 8; packed = packed[8..])
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed));
    }

    static List<double> Totals(List<double> deltas)
    {
        var total = 0.0;
        return [.. deltas.Select(delta => total += delta)];
    }

    static bool HasTime(ReadOnlySpan<byte> exemplar)
    {
        var reader = new ProtoReader(exemplar);
        while (reader.Next())
        {
            if (reader.Field == 3)
                return true;
            reader.Skip();
        }

        return false;
    }
}

using System.Buffers.Binary;
using Almagest.Query.PromQL.Values;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>
/// A native histogram on the wire; both versions of remote write number its fields alike
/// (https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/#protobuf-message). Integer buckets come as differences, float ones as they are.
/// </summary>
sealed class HistogramPoint
{
    readonly List<BucketSpan> _positiveSpans = [];
    readonly List<BucketSpan> _negativeSpans = [];
    readonly List<double> _positive = [];
    readonly List<double> _negative = [];
    readonly List<double> _bounds = [];
    long _positiveTotal;
    long _negativeTotal;

    internal long TimeMs { get; private set; }

    internal long StartMs { get; private set; }

    internal bool IsFloat { get; private set; }

    internal FloatHistogram Value { get; private set; } = new();

    internal static HistogramPoint Read(ReadOnlySpan<byte> message)
    {
        var point = new HistogramPoint();
        point.ReadFields(message);
        return point;
    }

    void ReadFields(ReadOnlySpan<byte> message)
    {
        double count = 0, sum = 0, threshold = 0, zeros = 0;
        var schema = 0;
        var hint = 0UL;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: count = reader.UInt64(); break;
                case 2: (count, IsFloat) = (reader.Double(), true); break;
                case 3: sum = IntakeBatch.Canonical(reader.Double()); break;
                case 4: schema = (int)reader.ZigZag(); break;
                case 5: threshold = reader.Double(); break;
                case 6: zeros = reader.UInt64(); break;
                case 7: (zeros, IsFloat) = (reader.Double(), true); break;
                case 8: _negativeSpans.Add(ReadSpan(reader.Bytes())); break;
                case 9: ReadDeltas(ref reader, _negative, ref _negativeTotal); break;
                case 10: ReadDoubles(ref reader, _negative); break;
                case 11: _positiveSpans.Add(ReadSpan(reader.Bytes())); break;
                case 12: ReadDeltas(ref reader, _positive, ref _positiveTotal); break;
                case 13: ReadDoubles(ref reader, _positive); break;
                case 14: hint = reader.UInt64(); break;
                case 15: TimeMs = (long)reader.UInt64(); break;
                case 16: ReadDoubles(ref reader, _bounds); break;
                case 17: StartMs = (long)reader.UInt64(); break;
                default: reader.Skip(); break;
            }
        }

        Value = new FloatHistogram
        {
            Schema = schema,
            CounterResetHint = hint <= 3 ? (CounterResetHint)hint : CounterResetHint.Unknown,
            Count = count,
            Sum = sum,
            ZeroThreshold = threshold,
            ZeroCount = zeros,
            PositiveSpans = [.. _positiveSpans],
            PositiveBuckets = [.. _positive],
            NegativeSpans = [.. _negativeSpans],
            NegativeBuckets = [.. _negative],
            CustomBounds = [.. _bounds],
        };
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

    static void ReadDeltas(ref ProtoReader reader, List<double> counts, ref long total)
    {
        if (!reader.IsPacked)
        {
            counts.Add(total += reader.ZigZag());
            return;
        }

        var packed = new PackedVarints(reader.Bytes());
        while (packed.Next(out var value))
            counts.Add(total += (long)(value >> 1) ^ -(long)(value & 1));
    }

    static void ReadDoubles(ref ProtoReader reader, List<double> values)
    {
        if (!reader.IsPacked)
        {
            values.Add(reader.Double());
            return;
        }

        var packed = reader.Bytes();
        if (packed.Length % 8 != 0)
            throw new OtlpFormatException($"field {reader.Field} holds {packed.Length} bytes, which is no number of doubles");
        for (; packed.Length > 0; packed = packed[8..])
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed));
    }
}

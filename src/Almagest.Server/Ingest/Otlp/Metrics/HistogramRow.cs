using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Appends whole histograms as they were sent.</summary>
readonly ref struct HistogramRow(MetricRows rows)
{
    readonly HistogramBlock _block = rows.Batch.Histograms;

    /// <summary>Appends one with explicit bounds (as the bits of doubles).</summary>
    internal void Explicit(in MetricHead head, in Point point, SeriesEntry series, in HistogramFields fields, List<ulong> bounds, List<ulong> counts)
    {
        Common(head, point, series, HistogramKind.Explicit);
        Numbers(fields);
        foreach (var bound in bounds)
            _block.Bounds.Items.Append(BitConverter.UInt64BitsToDouble(bound));
        foreach (var count in counts)
            _block.Counts.Items.Append(count);
        _block.Scale.Append(0);
        _block.ZeroCount.Append(0);
        _block.ZeroThreshold.Append(0);
        _block.PositiveOffset.Append(0);
        _block.NegativeOffset.Append(0);
        EndArrays();
    }

    /// <summary>Appends one with exponential buckets.</summary>
    internal void Exponential(in MetricHead head, in Point point, SeriesEntry series)
    {
        var fields = default(HistogramFields);
        var (scale, zeroCount, threshold, positive, negative) = (0, 0UL, 0d, 0, 0);
        var reader = new ProtoReader(point.Message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 4:
                    fields = fields with { Count = reader.Fixed64() };
                    break;
                case 5:
                    fields = fields with { Sum = reader.Double() };
                    break;
                case 6:
                    scale = (int)reader.ZigZag();
                    break;
                case 7:
                    zeroCount = reader.Fixed64();
                    break;
                case 8:
                    positive = Buckets(reader.Bytes(), _block.PositiveCounts.Items);
                    break;
                case 9:
                    negative = Buckets(reader.Bytes(), _block.NegativeCounts.Items);
                    break;
                case 12:
                    fields = fields with { Min = reader.Double() };
                    break;
                case 13:
                    fields = fields with { Max = reader.Double() };
                    break;
                case 14:
                    threshold = reader.Double();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Common(head, point, series, HistogramKind.Exponential);
        Numbers(fields);
        _block.Scale.Append(scale);
        _block.ZeroCount.Append(zeroCount);
        _block.ZeroThreshold.Append(threshold);
        _block.PositiveOffset.Append(positive);
        _block.NegativeOffset.Append(negative);
        EndArrays();
    }

    static int Buckets(ReadOnlySpan<byte> message, FixedColumn<ulong> counts)
    {
        var offset = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                offset = (int)reader.ZigZag();
            else if (reader.Field == 2 && reader.IsPacked)
                Packed(reader.Bytes(), counts);
            else if (reader.Field == 2)
                counts.Append(reader.UInt64());
            else
                reader.Skip();
        }

        return offset;
    }

    static void Packed(ReadOnlySpan<byte> packed, FixedColumn<ulong> counts)
    {
        var (value, shift) = (0UL, 0);
        foreach (var next in packed)
        {
            if (shift > 63)
                throw new OtlpFormatException("a number is longer than ten bytes");
            value |= (ulong)(next & 0x7F) << shift;
            shift += 7;
            if (next >= 0x80)
                continue;
            counts.Append(value);
            (value, shift) = (0, 0);
        }

        if (shift > 0)
            throw new OtlpFormatException("the message ends in the middle of a number");
    }

    void Common(in MetricHead head, in Point point, SeriesEntry series, HistogramKind kind)
    {
        _block.Tenant.Append(rows.Context.TenantUtf8);
        _block.Metric.Append(series.MetricUtf8);
        _block.Series.Append(series.Id);
        _block.Time.Append((long)point.Time);
        _block.StartTime.Append((long)Math.Min(point.Start, long.MaxValue));
        _block.Flags.Append(point.Flags);
        _block.Kind.Append(kind);
        _block.Temporality.Append(head.TemporalityUtf8);
        _block.RetentionDays.Append(head.Days);
    }

    void Numbers(in HistogramFields fields)
    {
        _block.Count.Append(fields.Count);
        _block.Sum.Append(fields.Sum);
        _block.Min.Append(fields.Min);
        _block.Max.Append(fields.Max);
    }

    void EndArrays()
    {
        _block.Bounds.EndRow();
        _block.Counts.EndRow();
        _block.PositiveCounts.EndRow();
        _block.NegativeCounts.EndRow();
    }
}

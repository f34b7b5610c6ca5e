using Almagest.Query.PromQL.Values;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Appends rows of metrics to a batch.</summary>
sealed class MetricRows(MetricTarget target)
{
    static readonly double Stale = BitConverter.UInt64BitsToDouble(0x7FF0000000000002);
    static readonly double NotANumber = BitConverter.UInt64BitsToDouble(0x7FF8000000000001);

    readonly AttributeDecoder _attributes = new(target.Values, target.Context.Options);

    /// <summary>The batch the rows go to.</summary>
    internal TelemetryBatch Batch { get; } = target.Batch;

    /// <summary>What the request is decoded with.</summary>
    internal DecodeContext Context { get; } = target.Context;

    // Hot path: per sample.
    /// <summary>Appends a sample and, when it is due, its series.</summary>
    internal void Sample(in MetricHead head, in Point point, SeriesEntry series, double value, double delta = 0)
    {
        var rows = Batch.Samples;
        rows.Tenant.Append(Context.TenantUtf8);
        rows.Metric.Append(series.MetricUtf8);
        rows.Series.Append(series.Id);
        rows.Time.Append((long)(point.Time / 1_000_000));
        rows.Nanos.Append((uint)(point.Time % 1_000_000));
        rows.Value.Append(point.IsStale ? Stale : Canonical(value));
        rows.StartTime.Append((long)Math.Min(point.Start, long.MaxValue));
        rows.Delta.Append(Canonical(delta));
        rows.RetentionDays.Append(head.Days);
    }

    /// <summary>Appends a native histogram.</summary>
    internal void NativeHistogram(in MetricHead head, in Point point, SeriesEntry series, FloatHistogram value)
    {
        var rows = Batch.NativeHistograms;
        rows.Tenant.Append(Context.TenantUtf8);
        rows.Metric.Append(series.MetricUtf8);
        rows.Series.Append(series.Id);
        rows.Time.Append((long)(point.Time / 1_000_000));
        rows.StartTime.Append(0);
        rows.AppendValue(value, floatCounts: false);
        rows.RetentionDays.Append(head.Days);
    }

    /// <summary>Other NaNs than the mark of an end must not be mistaken for it.</summary>
    internal static double Canonical(double value) => double.IsNaN(value) ? NotANumber : value;

    /// <summary>Appends the row of a series when it is due.</summary>
    internal void Series(in MetricHead head, SeriesEntry series, string type, string valueType)
    {
        if (!target.Registrar.TryRegister(CatalogueTable.Series, series.Id))
            return;
        var rows = Batch.Series;
        rows.Tenant.Append(Context.TenantUtf8);
        rows.Metric.Append(series.MetricUtf8);
        rows.Series.Append(series.Id);
        foreach (var (name, value) in series.Labels)
        {
            rows.Labels.Keys.Append(name);
            rows.Labels.Values.Append(value);
        }

        rows.Labels.EndRow();
        rows.Type.Append(type);
        rows.Unit.Append(Utf8Text.Clean(head.Unit));
        rows.Help.Append(Utf8Text.Clean(head.Description));
        rows.Source.Append("otlp"u8);
        rows.OriginalName.Append(Utf8Text.Clean(head.Name));
        rows.Temporality.Append(head.TemporalityUtf8);
        rows.Monotonic.Append(head.Monotonic);
        rows.ValueType.Append(valueType);
        rows.ResourceId.Append(head.ResourceId);
        rows.ScopeId.Append(head.ScopeId);
        Metadata(rows, head.Message);
        rows.Seen.Append(target.Registrar.SeenSeconds);
    }

    void Metadata(SeriesBlock rows, ReadOnlySpan<byte> metric)
    {
        var left = Context.Options.MaxAttributes;
        var reader = new ProtoReader(metric);
        while (reader.Next())
        {
            if (reader.Field == 12 && left-- > 0)
                _attributes.AppendPair(reader.Bytes(), rows.Metadata);
            else
                reader.Skip();
        }

        rows.Metadata.EndRow();
    }

    /// <summary>
    /// Appends the exemplars of a point. Without <paramref name="bounds"/> they belong to the first series, else to the bucket that
    /// their value falls in.
    /// </summary>
    internal void Exemplars(in MetricHead head, in Point point, SeriesEntry[] series, List<ulong>? bounds = null)
    {
        var reader = new ProtoReader(point.Message);
        while (reader.Next())
        {
            if (reader.Field == point.ExemplarsField)
                Exemplar(head, reader.Bytes(), series, bounds);
            else
                reader.Skip();
        }
    }

    void Exemplar(in MetricHead head, ReadOnlySpan<byte> message, SeriesEntry[] all, List<ulong>? bounds)
    {
        var rows = Batch.Exemplars;
        ulong time = 0;
        double value = 0;
        ReadOnlySpan<byte> trace = default, span = default;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    time = reader.Fixed64();
                    break;
                case 3:
                    value = reader.Double();
                    break;
                case 4:
                    span = reader.Bytes();
                    break;
                case 5:
                    trace = reader.Bytes();
                    break;
                case 6:
                    value = (long)reader.Fixed64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var series = all[bounds is null ? 0 : PointDecoder.FirstBucket + Bucket(value, bounds)];
        rows.Tenant.Append(Context.TenantUtf8);
        rows.Metric.Append(series.MetricUtf8);
        rows.Series.Append(series.Id);
        rows.Time.Append(time is 0 or > long.MaxValue ? Context.ReceivedUnixNano : (long)time);
        rows.Value.Append(Canonical(value));
        rows.TraceId.AppendHex(trace);
        rows.SpanId.AppendHex(span);
        _attributes.Append(message, 7, rows.Attributes);
        rows.RetentionDays.Append(head.Days);
    }

    static int Bucket(double value, List<ulong> bounds)
    {
        var index = 0;
        while (index < bounds.Count && value > BitConverter.UInt64BitsToDouble(bounds[index]))
            index++;
        return index;
    }
}

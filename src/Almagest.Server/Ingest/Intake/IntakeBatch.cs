using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Query.PromQL.Values;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Intake;

/// <summary>Rows of metrics of one request, on their way to the store. Used by one thread; times are Unix milliseconds.</summary>
sealed class IntakeBatch(TelemetryBatch batch, TenantId tenant, ReadOnlyMemory<byte> source, RegistrationCache registrations, long nowMs)
{
    // What ClickHouse's Date can hold: rows are partitioned by day.
    const long MaxTimeMs = 5_662_310_400_000;

    const long StaleBits = 0x7FF0000000000002;
    static readonly double NotANumber = BitConverter.UInt64BitsToDouble(0x7FF8000000000001);

    readonly byte[] _tenant = Encoding.UTF8.GetBytes(tenant.Value);
    readonly ulong _tenantHash = XxHash64.Hash(Encoding.UTF8.GetBytes(tenant.Value));
    readonly uint _hour = (uint)(nowMs / 3_600_000);
    HashSet<ulong>? _registered;

    /// <summary>The rows.</summary>
    internal TelemetryBatch Rows { get; } = batch;

    /// <summary>Owner of the rows.</summary>
    internal TenantId Tenant { get; } = tenant;

    /// <summary>When the request came.</summary>
    internal long NowMs { get; } = nowMs;

    /// <summary>Whether a time can be stored: 1970 to 2149.</summary>
    internal static bool IsStorable(long timeMs) => timeMs is >= 0 and < MaxTimeMs;

    /// <summary>The staleness marker.</summary>
    internal static double Stale { get; } = BitConverter.Int64BitsToDouble(StaleBits);

    /// <summary>Keeps the staleness marker and makes all other NaNs one.</summary>
    internal static double Canonical(double value) =>
        double.IsNaN(value) && BitConverter.DoubleToInt64Bits(value) != StaleBits ? NotANumber : value;

    /// <summary>Appends a sample.</summary>
    internal void Sample(KnownSeries series, long timeMs, double value, long startMs = 0)
    {
        Point(timeMs, value, startMs);
        EndPoints(series, 1);
    }

    // Hot path: per sample.
    /// <summary>Begins a sample; <see cref="EndPoints"/> has to follow before anything else is appended.</summary>
    internal void Point(long timeMs, double value, long startMs)
    {
        var rows = Rows.Samples;
        rows.Time.Append(timeMs);
        rows.Value.Append(Canonical(value));
        rows.StartTime.Append(IsStorable(startMs) ? startMs * 1_000_000 : 0);
    }

    // Hot path: per series.
    /// <summary>Completes the samples begun last: they are of this series.</summary>
    internal void EndPoints(KnownSeries series, int count)
    {
        var rows = Rows.Samples;
        rows.Tenant.Append(_tenant, count);
        rows.Metric.Append(series.Metric, count);
        rows.Series.Append(series.Id, count);
        rows.Nanos.Append(0, count);
        rows.Delta.Append(0, count);
        rows.RetentionDays.Append(series.RetentionDays, count);
    }

    /// <summary>Appends a native histogram.</summary>
    internal void Histogram(KnownSeries series, long timeMs, FloatHistogram histogram, bool floatCounts, long startMs = 0)
    {
        var rows = Rows.NativeHistograms;
        rows.Tenant.Append(_tenant);
        rows.Metric.Append(series.Metric);
        rows.Series.Append(series.Id);
        rows.Time.Append(timeMs);
        rows.StartTime.Append(IsStorable(startMs) ? startMs : 0);
        rows.AppendValue(histogram, floatCounts);
        rows.RetentionDays.Append(series.RetentionDays);
    }

    /// <summary>Appends an exemplar.</summary>
    internal void Exemplar(KnownSeries series, long timeMs, double value, List<(byte[] Name, byte[] Value)> labels)
    {
        var rows = Rows.Exemplars;
        rows.Tenant.Append(_tenant);
        rows.Metric.Append(series.Metric);
        rows.Series.Append(series.Id);
        rows.Time.Append(timeMs * 1_000_000);
        rows.Value.Append(Canonical(value));
        rows.TraceId.Append(Find(labels, "trace_id"u8, "traceID"u8));
        rows.SpanId.Append(Find(labels, "span_id"u8, "spanID"u8));
        foreach (var (name, text) in labels)
        {
            rows.Attributes.Map.Keys.Append(name);
            rows.Attributes.Map.Values.Append(text);
            rows.Attributes.AddType(AttributeType.String);
        }

        rows.Attributes.EndRow();
        rows.RetentionDays.Append(series.RetentionDays);
    }

    // Hot path: per series.
    /// <summary>Appends the row of a series when it is new, its metadata changed, or it is due again.</summary>
    internal void Register(KnownSeries series)
    {
        if (series.StoredHour == _hour && ReferenceEquals(series.Written, series.Metadata))
            return;
        var key = RegistrationCache.Key(CatalogueTable.Series, _tenantHash, series.Id);
        var stored = !registrations.IsDue(key);
        if (stored && ReferenceEquals(series.Written, series.Metadata))
        {
            series.StoredHour = _hour;
            return;
        }

        if (!(_registered ??= []).Add(key))
            return;
        Rows.Registrations.Add(key);
        series.Written = series.Metadata;
        AppendSeries(series);
    }

    void AppendSeries(KnownSeries series)
    {
        var rows = Rows.Series;
        rows.Tenant.Append(_tenant);
        rows.Metric.Append(series.Metric);
        rows.Series.Append(series.Id);
        for (var i = 0; i < series.Labels.Length; i += 2)
        {
            rows.Labels.Keys.Append(series.Labels[i]);
            rows.Labels.Values.Append(series.Labels[i + 1]);
        }

        rows.Labels.EndRow();
        rows.Type.Append(series.Metadata.Type);
        rows.Unit.Append(series.Metadata.Unit);
        rows.Help.Append(series.Metadata.Help);
        rows.Source.Append(source.Span);
        rows.OriginalName.Append(series.Metric);
        rows.Temporality.Append([]);
        rows.Monotonic.Append(series.Metadata.Type.AsSpan().SequenceEqual("counter"u8));
        rows.ValueType.Append("double"u8);
        rows.ResourceId.Append(0);
        rows.ScopeId.Append(0);
        rows.Metadata.EndRow();
        rows.Seen.Append((uint)(NowMs / 1000));
    }

    static ReadOnlySpan<byte> Find(List<(byte[] Name, byte[] Value)> labels, ReadOnlySpan<byte> name, ReadOnlySpan<byte> otherName)
    {
        foreach (var label in labels)
        {
            if (name.SequenceEqual(label.Name) || otherName.SequenceEqual(label.Name))
                return label.Value;
        }

        return default;
    }
}

using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Decodes data points into _rows. A refused point leaves no row behind and gives the reason.</summary>
sealed class PointDecoder
{
    /// <summary>Where the buckets begin among the series of an explicit histogram.</summary>
    internal const int FirstBucket = 3;

    readonly MetricRows _rows;
    readonly SeriesCache _cache;
    readonly PendingDeltas _deltas;
    readonly AttributeTexts _texts;
    readonly List<ulong> _bounds = [];
    readonly List<ulong> _counts = [];

    internal PointDecoder(MetricTarget target, SeriesCache cache, PendingDeltas deltas)
    {
        _rows = new MetricRows(target);
        (_cache, _deltas) = (cache, deltas);
        _texts = new AttributeTexts(target.Values, target.Context.Options);
    }

    /// <summary>Decodes one point; null or why it is refused.</summary>
    internal string? Decode(in MetricHead head, in Point point)
    {
        if (point.Time == 0)
            return "a data point has no time";
        if (point.Time > long.MaxValue)
            return $"the time {point.Time} of a data point is after the year 2262";
        return head.Kind switch
        {
            MetricKind.Histogram => Histogram(head, point),
            MetricKind.Exponential => Exponential(head, point),
            MetricKind.Summary => Summary(head, point),
            _ => Number(head, point),
        };
    }

    /// <summary>Remembers new series if the tenant may have them; null or why not.</summary>
    string? Admit(RawKey key, SeriesEntry[] series)
    {
        foreach (var entry in series)
        {
            if (_rows.Context.Gate?.Admit(_rows.Context.Tenant, entry.Id) is { } refused)
                return refused;
        }

        _cache.Add(key, series);
        return null;
    }

    string? Number(in MetricHead head, in Point point)
    {
        double? value = null;
        var integer = false;
        var reader = new ProtoReader(point.Message);
        while (reader.Next())
        {
            if (reader.Field is 4 or 6)
            {
                integer = reader.Field == 6;
                value = integer ? (long)reader.Fixed64() : reader.Double();
            }
            else
            {
                reader.Skip();
            }
        }

        if (value is null && !point.IsStale)
            return "a data point has neither a value nor the flag that says so";
        if (!_cache.TryGet(point.Key, out var series))
        {
            if (Fault(point) is { } fault)
                return fault;
            series = [SeriesOf(head, point).Build(MetricName(head))];
            if (Admit(point.Key, series) is { } refused)
                return refused;
        }

        var sent = value ?? 0;
        if (head.Kind == MetricKind.Sum && head.IsDelta && !point.IsStale)
        {
            if (_deltas.Check(series[0].Id, (long)point.Time) is { } reason)
                return reason;
            value = _deltas.Add(series[0].Id, sent, (long)point.Time);
        }

        _rows.Series(head, series[0], head.TypeName, integer ? "int" : "double");
        _rows.Sample(head, point, series[0], value ?? 0, head.IsDelta && !point.IsStale ? sent : 0);
        _rows.Exemplars(head, point, series);
        return null;
    }

    string? Histogram(in MetricHead head, in Point point)
    {
        var row = HistogramFields.Read(point.Message, _bounds, _counts);
        if (_counts.Count != (_bounds.Count == 0 ? _counts.Count : _bounds.Count + 1) || _counts.Count > _bounds.Count + 1)
            return $"a histogram has {_counts.Count} counts for {_bounds.Count} bounds: there must be one more";
        for (var i = 1; i < _bounds.Count; i++)
        {
            if (!(BitConverter.UInt64BitsToDouble(_bounds[i - 1]) < BitConverter.UInt64BitsToDouble(_bounds[i])))
                return "the bounds of a histogram do not increase";
        }

        var key = point.Key;
        foreach (var bound in _bounds)
            key = key.With(bound);
        if (!_cache.TryGet(key, out var series))
        {
            if (Fault(point) is { } fault)
                return fault;
            if (Admit(key, series = HistogramSeries(head, point)) is { } refused)
                return refused;
        }

        if (head.IsDelta && !point.IsStale)
        {
            foreach (var entry in series.AsSpan(1))
            {
                if (_deltas.Check(entry.Id, (long)point.Time) is { } reason)
                    return reason;
            }
        }

        foreach (var entry in series)
            _rows.Series(head, entry, "histogram", "double");
        HistogramSamples(head, point, series, row);
        new HistogramRow(_rows).Explicit(head, point, series[0], row, _bounds, _counts);
        _rows.Exemplars(head, point, series, _bounds);
        return null;
    }

    // The whole histogram, _sum, _count, then a bucket per bound and +Inf.
    SeriesEntry[] HistogramSeries(in MetricHead head, in Point point)
    {
        var builder = SeriesOf(head, point);
        var name = MetricName(head);
        var series = new List<SeriesEntry> { builder.Build(name), builder.Build(name + "_sum"), builder.Build(name + "_count") };
        foreach (var bound in _bounds)
        {
            if (BitConverter.UInt64BitsToDouble(bound) is var le && !double.IsPositiveInfinity(le))
                series.Add(builder.Build(name + "_bucket", "le", GoFloat.Format(le)));
        }

        series.Add(builder.Build(name + "_bucket", "le", "+Inf"));
        return [.. series];
    }

    void HistogramSamples(in MetricHead head, in Point point, SeriesEntry[] series, in HistogramFields row)
    {
        if (row.Sum is not null || point.IsStale)
            Cumulated(head, point, series[1], row.Sum ?? 0);
        Cumulated(head, point, series[2], row.Count);
        var below = 0UL;
        for (var i = FirstBucket; i < series.Length - 1; i++)
        {
            if (i - FirstBucket < _counts.Count)
                below += _counts[i - FirstBucket];
            Cumulated(head, point, series[i], below);
        }

        Cumulated(head, point, series[^1], row.Count);
    }

    string? Exponential(in MetricHead head, in Point point)
    {
        if (!_cache.TryGet(point.Key, out var series))
        {
            if (Fault(point) is { } fault)
                return fault;
            if (Admit(point.Key, series = [SeriesOf(head, point).Build(MetricName(head))]) is { } refused)
                return refused;
        }

        var isDelta = head.IsDelta && !point.IsStale;
        if (isDelta && _deltas.Check(series[0].Id, (long)point.Time) is { } reason)
            return reason;
        _rows.Series(head, series[0], "histogram", "double");
        new HistogramRow(_rows).Exponential(head, point, series[0]);
        if (head.IsDelta)
            NativeTotal(head, point, series[0]);
        _rows.Exemplars(head, point, series);
        return null;
    }

    // PromQL reads cumulative histograms as they were sent, but of differences it needs the total.
    void NativeTotal(in MetricHead head, in Point point, SeriesEntry series)
    {
        var sent = _rows.Batch.Histograms;
        if (ExponentialHistograms.Read(sent, sent.Rows - 1) is not { } value)
            return;
        if (!point.IsStale)
            value = _deltas.Add(series.Id, value, (long)point.Time) ?? value;
        _rows.NativeHistogram(head, point, series, value);
    }

    string? Summary(in MetricHead head, in Point point)
    {
        var row = SummaryFields.Read(point.Message, _bounds, _counts);
        var key = point.Key;
        foreach (var quantile in _bounds)
            key = key.With(quantile);
        if (!_cache.TryGet(key, out var series))
        {
            if (Fault(point) is { } fault)
                return fault;
            var builder = SeriesOf(head, point);
            var name = MetricName(head);
            series = [builder.Build(name + "_sum"), builder.Build(name + "_count"),
                .. _bounds.Select(q => builder.Build(name, "quantile", GoFloat.Format(BitConverter.UInt64BitsToDouble(q))))];
            if (Admit(key, series) is { } refused)
                return refused;
        }

        foreach (var entry in series)
            _rows.Series(head, entry, "summary", "double");
        _rows.Sample(head, point, series[0], row.Sum);
        _rows.Sample(head, point, series[1], row.Count);
        for (var i = 2; i < series.Length; i++)
            _rows.Sample(head, point, series[i], BitConverter.UInt64BitsToDouble(_counts[i - 2]));
        return null;
    }

    void Cumulated(in MetricHead head, in Point point, SeriesEntry series, double value)
    {
        if (head.IsDelta && !point.IsStale)
            _rows.Sample(head, point, series, _deltas.Add(series.Id, value, (long)point.Time) ?? value, value);
        else
            _rows.Sample(head, point, series, value);
    }

    static string MetricName(in MetricHead head) => PrometheusNames.Metric(Encoding.UTF8.GetString(head.Name),
        Encoding.UTF8.GetString(head.Unit), head.Kind == MetricKind.Sum && head.Monotonic, head.Kind == MetricKind.Gauge);

    /// <summary>Appends the sample of <c>target_info</c>: which attributes the resource of metrics has.</summary>
    internal void TargetInfo(in MetricHead head, ulong time)
    {
        if (!_cache.TryGet(head.Key, out var series))
            _cache.Add(head.Key, series = ResourceLabels.TargetInfo(_texts.Read(head.Resource, 1)) is { } entry ? [entry] : []);
        if (series.Length == 0)
            return;
        _rows.Series(head, series[0], "info", "int");
        _rows.Sample(head, new Point { Time = time }, series[0], 1);
    }

    // What the cache knows was within the limits when it came first.
    string? Fault(in Point point) => _texts.Fault(point.Message, point.AttributesField);

    SeriesBuilder SeriesOf(in MetricHead head, in Point point)
    {
        var builder = new SeriesBuilder();
        builder.AddAttributes(_texts.Read(point.Message, point.AttributesField));
        ResourceLabels.Add(builder, _texts.Read(head.Resource, 1), head.Scope, _texts.Read(head.Scope, 3));
        return builder;
    }
}

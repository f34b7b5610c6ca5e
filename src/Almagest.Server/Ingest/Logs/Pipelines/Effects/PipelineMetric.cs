using System.Text;
using Almagest.Model;

namespace Almagest.Server.Ingest.Logs.Pipelines.Effects;

/// <summary>Kinds of metrics that lines can count in.</summary>
enum PipelineMetricKind
{
    /// <summary>Only goes up.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Buckets, count and sum, as classic histograms have them.</summary>
    Histogram,
}

/// <summary>A metric of the stage <c>metrics</c>: a series a tenant and set of labels. Used by many threads at once.</summary>
/// <param name="name">Its name with the prefix.</param>
/// <param name="kind">Its kind.</param>
/// <param name="help">What it measures.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets, rising, without infinity.</param>
/// <param name="idleAfter">A series without news for so long is forgotten.</param>
sealed class PipelineMetric(string name, PipelineMetricKind kind, string help, double[] bounds, TimeSpan idleAfter)
{
    // Labels of lines come from strangers; one series is about 500 bytes.
    const int MostSeries = 100_000;

    readonly Lock _lock = new();
    readonly Dictionary<(TenantId, string), PipelineSeries> _series = [];

    internal string Name { get; } = name;

    internal PipelineMetricKind Kind { get; } = kind;

    internal string Help { get; } = help;

    internal double[] Bounds { get; } = bounds;

    /// <summary>Whether another stage means the same: then both count in one.</summary>
    internal bool IsLike(PipelineMetric other) => Kind == other.Kind && Bounds.AsSpan().SequenceEqual(other.Bounds);

    /// <summary>The series of these labels, which comes to life with its first measurement; null when there are too many.</summary>
    internal PipelineSeries? SeriesOf(TenantId tenant, SortedDictionary<string, string> labels)
    {
        var text = new StringBuilder();
        foreach (var (label, value) in labels)
            text.Append(label).Append('\u0001').Append(value).Append('\u0002');
        var key = (tenant, text.ToString());
        lock (_lock)
        {
            if (_series.TryGetValue(key, out var series))
                return series;
            return _series.Count < MostSeries ? new PipelineSeries(this, key, [.. labels.Where(IsKept)]) : null;
        }
    }

    /// <summary>Takes a measurement.</summary>
    internal void Apply(in PipelineMeasurement measurement)
    {
        lock (_lock)
        {
            if (!_series.TryGetValue(measurement.Series.Key, out var series))
                _series[measurement.Series.Key] = series = measurement.Series;
            series.Add(measurement);
        }
    }

    /// <summary>Hands each series to <paramref name="read"/> with whether it had no news for too long; such a one is forgotten.</summary>
    internal void Read(long nowMs, Action<PipelineSeries, bool> read)
    {
        lock (_lock)
        {
            foreach (var (key, series) in _series.ToList())
            {
                if (series.HasNews)
                    (series.LastMs, series.HasNews) = (nowMs, false);
                var isIdle = nowMs - series.LastMs >= idleAfter.TotalMilliseconds;
                read(series, isIdle);
                if (!isIdle)
                    continue;
                series.Reset();
                _series.Remove(key);
            }
        }
    }

    // Buckets have a label of their own.
    bool IsKept(KeyValuePair<string, string> label) =>
        label.Key.Length > 0 && !label.Key.StartsWith("__", StringComparison.Ordinal) && !(label.Key == "le" && Kind == PipelineMetricKind.Histogram);
}

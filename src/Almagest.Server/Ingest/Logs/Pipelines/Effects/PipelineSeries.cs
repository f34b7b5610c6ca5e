using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Ingest.Logs.Pipelines.Effects;

/// <summary>One set of labels of a metric. Used under the metric's lock.</summary>
sealed class PipelineSeries(PipelineMetric metric, (TenantId Tenant, string Labels) key, KeyValuePair<string, string>[] labels)
{
    // One a bound, and one for what is above all of them.
    readonly double[] _counts = new double[metric.Bounds.Length + 1];
    double _value;
    double _sum;
    KnownSeries[]? _known;

    internal PipelineMetric Metric { get; } = metric;

    internal (TenantId Tenant, string Labels) Key { get; } = key;

    internal IReadOnlyList<KeyValuePair<string, string>> Labels { get; } = labels;

    /// <summary>When lines counted in it last, Unix milliseconds.</summary>
    internal long LastMs { get; set; }

    /// <summary>Whether lines counted in it since it was read.</summary>
    internal bool HasNews { get; set; }

    internal void Add(in PipelineMeasurement measurement)
    {
        HasNews = true;
        _value = measurement.IsSet ? measurement.Amount : _value + measurement.Amount;
        if (Metric.Kind != PipelineMetricKind.Histogram)
            return;
        _sum += measurement.Amount;
        var place = Array.BinarySearch(Metric.Bounds, measurement.Amount);
        _counts[place < 0 ? ~place : place]++;
    }

    /// <summary>Begins anew.</summary>
    internal void Reset()
    {
        (_value, _sum) = (0, 0);
        Array.Clear(_counts);
    }

    /// <summary>Appends its values of now, or that it has ended; returns why it can not be stored, or null.</summary>
    internal string? Append(MetricIntake intake, IntakeBatch batch, long nowMs, bool isEnd)
    {
        if (_known is null && Build(intake) is { } fault)
            return fault;
        foreach (var (known, (_, _, value)) in _known!.Zip(Values()))
        {
            batch.Register(known);
            batch.Sample(known, nowMs, isEnd ? IntakeBatch.Stale : value);
        }

        return null;
    }

    /// <summary>Its samples of now: the value, or those of a classic histogram.</summary>
    internal IEnumerable<(string Name, string? Bound, double Value)> Values()
    {
        if (Metric.Kind != PipelineMetricKind.Histogram)
        {
            yield return (Metric.Name, null, _value);
            yield break;
        }

        var count = 0.0;
        for (var i = 0; i < _counts.Length; i++)
        {
            count += _counts[i];
            yield return ($"{Metric.Name}_bucket", i < Metric.Bounds.Length ? Bound(Metric.Bounds[i]) : "+Inf", count);
        }

        yield return ($"{Metric.Name}_sum", null, _sum);
        yield return ($"{Metric.Name}_count", null, count);
    }

    string? Build(MetricIntake intake)
    {
        var known = new List<KnownSeries>();
        foreach (var (name, bound, _) in Values())
        {
            var builder = new LabelSetBuilder();
            builder.Add("__name__"u8, Encoding.UTF8.GetBytes(name));
            foreach (var (label, value) in Labels)
                builder.Add(Encoding.UTF8.GetBytes(label), Encoding.UTF8.GetBytes(value));
            if (bound is not null)
                builder.Add("le"u8, Encoding.UTF8.GetBytes(bound));
            if (intake.TryBuild(Key.Tenant, builder, out var series) is { } fault)
                return fault;
            series!.Metadata = new SeriesMetadata(Encoding.UTF8.GetBytes(Metric.Kind.ToString().ToLowerInvariant()), [], Encoding.UTF8.GetBytes(Metric.Help));
            known.Add(series);
        }

        _known = [.. known];
        return null;
    }

    // As Prometheus stores what it scrapes: always a fraction.
    static string Bound(double bound) => GoNumber.Format(bound) is var text && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
}

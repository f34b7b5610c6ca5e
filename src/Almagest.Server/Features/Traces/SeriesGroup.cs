using System.Globalization;
using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Telemetry.Traces;

namespace Almagest.Server.Features.Traces;

/// <summary>
/// The series of one combination of labels: counters, and histograms as _bucket, _sum and _count. Their values never fall: a total that was
/// computed again and came out lower (a host that turned out to be a service) waits until it has caught up, since a counter that falls
/// would count anew from 0 for every reader.
/// </summary>
sealed class SeriesGroup
{
    static readonly SeriesMetadata Counter = new("counter"u8.ToArray(), [], []);
    static readonly SeriesMetadata Histogram = new("histogram"u8.ToArray(), "seconds"u8.ToArray(), []);

    readonly List<KnownSeries> _series = [];
    readonly List<double> _values = [];
    readonly (string Name, string Value)[] _labels;
    double[] _written = [];

    internal SeriesGroup(params (string Name, string Value)[] labels) => _labels = labels;

    /// <summary>Milliseconds since 1970 of the last change.</summary>
    internal long ChangedMs { get; private set; }

    /// <summary>The span that was last given as an exemplar.</summary>
    internal long ExemplarNano { get; set; }

    /// <summary>Whether its readers were told that it ended.</summary>
    internal bool Ended { get; private set; }

    /// <summary>What is wrong when a limit keeps the series out.</summary>
    internal string? Refused { get; private set; }

    /// <summary>Declares the series, in the order in which values come.</summary>
    internal static SeriesGroup Build(
        MetricIntake intake, TenantId tenant, (string Name, string Value)[] labels, IEnumerable<string> counters, IEnumerable<(string Name, IReadOnlyList<double> Bounds)> histograms)
    {
        var group = new SeriesGroup(labels);
        foreach (var name in counters)
            group.Declare(intake, tenant, name, Counter);
        foreach (var (name, bounds) in histograms)
        {
            group.Declare(intake, tenant, name + "_sum", Histogram);
            group.Declare(intake, tenant, name + "_count", Histogram);
            foreach (var bound in bounds)
                group.Declare(intake, tenant, name + "_bucket", Histogram, bound.ToString("0.######", CultureInfo.InvariantCulture));
            group.Declare(intake, tenant, name + "_bucket", Histogram, "+Inf");
        }

        return group;
    }

    /// <summary>Sets the next values, in the order of declaration.</summary>
    internal void Counters(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            _values.Add(value);
    }

    /// <summary>Sets the next values from a histogram.</summary>
    internal void Durations(DurationTotals totals)
    {
        _values.Add(totals.SumNano / 1e9);
        _values.Add(totals.Count);
        var cumulated = 0UL;
        foreach (var bucket in totals.Buckets)
            _values.Add(cumulated += bucket);
    }

    /// <summary>Values below these are not written: what a server wrote before it ended.</summary>
    internal void NotBelow(Func<ulong, double?> last) => _written = [.. _series.Select(s => last(s.Id) ?? 0)];

    /// <summary>Writes what was set as samples; when the series are new, zeros before them, so that a first value is an increase.</summary>
    internal void Write(IntakeBatch batch, long nowMs, long? zeroMs)
    {
        if (_written.Length == 0)
            _written = new double[_series.Count];
        for (var i = 0; i < _series.Count; i++)
        {
            batch.Register(_series[i]);
            if (zeroMs is { } zero)
                batch.Sample(_series[i], zero, 0);
            if (_values[i] > _written[i])
                (_written[i], ChangedMs) = (_values[i], nowMs);
            batch.Sample(_series[i], nowMs, _written[i]);
        }

        if (ChangedMs == 0)
            ChangedMs = nowMs;
        Ended = false;
        _values.Clear();
    }

    /// <summary>Tells readers that the series have ended.</summary>
    internal void End(IntakeBatch batch, long nowMs)
    {
        foreach (var series in _series)
            batch.Sample(series, nowMs, IntakeBatch.Stale);
        Ended = true;
    }

    /// <summary>Gives a span as the exemplar of the bucket it falls into.</summary>
    internal void Exemplar(IntakeBatch batch, LatestSpan span, IReadOnlyList<double> bounds)
    {
        var seconds = span.DurationNano / 1e9;
        var bucket = bounds.Count(b => b < seconds);
        batch.Exemplar(_series[^(bounds.Count + 1 - bucket)], span.StartUnixNano / 1_000_000, seconds,
            [("trace_id"u8.ToArray(), Encoding.UTF8.GetBytes(span.TraceId)), ("span_id"u8.ToArray(), Encoding.UTF8.GetBytes(span.SpanId))]);
        ExemplarNano = span.StartUnixNano;
    }

    /// <summary>Whether the first series would be larger than it was written.</summary>
    internal bool Grows(double first) => _written.Length == 0 || first > _written[0];

    /// <summary>Whether the catalogue has the first series.</summary>
    internal bool IsKnown(Func<ulong, bool> contains) => _series.Count > 0 && contains(_series[0].Id);

    void Declare(MetricIntake intake, TenantId tenant, string name, SeriesMetadata metadata, string? bound = null)
    {
        var labels = new LabelSetBuilder();
        labels.Add("__name__"u8, Encoding.UTF8.GetBytes(name));
        foreach (var (key, value) in bound is null ? _labels : [.. _labels, ("le", bound)])
            labels.Add(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        if (intake.TryBuild(tenant, labels, out var series) is { } refused || series is null)
        {
            Refused ??= intake.TryBuild(tenant, labels, out _);
            return;
        }

        series.Metadata = metadata;
        _series.Add(series);
    }
}

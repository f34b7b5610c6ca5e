using Almagest.Cli.Otlp;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Cli.Demo;

/// <summary>What a service measures: name, unit and kind. Histograms have bounds; without bounds they are exponential.</summary>
sealed record Instrument(string Name, string Unit, string Description, MetricKind Kind, bool Monotonic = false)
{
    internal double[] Bounds { get; init; } = [];
    internal bool Integer { get; init; }
}

/// <summary>Where a measurement was made.</summary>
readonly record struct Origin(ulong TimeUnixNano, UInt128 TraceId, ulong SpanId);

/// <summary>The metrics of one process, as an SDK keeps them: one state per instrument and set of attributes.</summary>
sealed class MetricStore(bool delta, ulong startUnixNano)
{
    readonly Dictionary<string, (Instrument Instrument, Dictionary<string, SeriesState> Series)> _metrics = [];
    readonly ulong _start = startUnixNano;
    ulong _previous = startUnixNano;

    internal void Add(Instrument instrument, double value, params ReadOnlySpan<Attribute> attributes) =>
        Series(instrument, attributes).Add(value);

    internal void Set(Instrument instrument, double value, params ReadOnlySpan<Attribute> attributes) =>
        Series(instrument, attributes).Set(value);

    internal void Record(Instrument instrument, double value, Origin origin, params ReadOnlySpan<Attribute> attributes) =>
        Series(instrument, attributes).Record(value, origin);

    /// <summary>Points of everything measured, as one export sends them.</summary>
    internal IEnumerable<MetricItem> Export(ulong now)
    {
        foreach (var (instrument, series) in _metrics.Values)
        {
            // Up-down counters stay cumulative under the delta preference: a difference of a level helps nobody.
            var differences = delta && instrument.Kind != MetricKind.Gauge && (instrument.Monotonic || instrument.Kind != MetricKind.Sum);
            var points = new List<MetricPoint>(series.Count);
            foreach (var state in series.Values)
            {
                if (differences && state.Idle) continue;
                points.Add(state.ToPoint(instrument, instrument.Kind == MetricKind.Gauge ? 0 : differences ? _previous : _start, now));
                if (differences) state.Reset();
            }
            if (points.Count == 0) continue;
            yield return new(instrument.Name, instrument.Unit, instrument.Description, instrument.Kind)
            {
                Monotonic = instrument.Monotonic,
                Temporality = differences ? Temporality.Delta : Temporality.Cumulative,
                Points = points,
            };
        }
        _previous = now;
    }

    SeriesState Series(Instrument instrument, ReadOnlySpan<Attribute> attributes)
    {
        if (!_metrics.TryGetValue(instrument.Name, out var metric)) _metrics[instrument.Name] = metric = (instrument, []);
        var key = new System.Text.StringBuilder();
        foreach (var attribute in attributes) key.Append(attribute.Value.ToString()).Append('\u001f');
        var text = key.ToString();
        if (!metric.Series.TryGetValue(text, out var state)) metric.Series[text] = state = new(attributes.ToArray(), instrument.Bounds);
        return state;
    }
}

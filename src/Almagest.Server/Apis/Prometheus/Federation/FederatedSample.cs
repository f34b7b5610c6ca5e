using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Apis.Prometheus.Federation;

/// <summary>The newest sample of a series.</summary>
/// <param name="Labels">The series.</param>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="Value">The value, unless it is a histogram.</param>
/// <param name="Histogram">The histogram.</param>
sealed record FederatedSample(Labels Labels, long TimeMs, double Value, FloatHistogram? Histogram)
{
    /// <summary>What samples must share to stand in one family.</summary>
    internal (string Name, bool IsHistogram, bool IsGauge) Family => (Labels.Metric, Histogram is not null, Histogram?.CounterResetHint == CounterResetHint.Gauge);

    /// <summary>The last of the samples, or null when there is none or the series has ended.</summary>
    internal static FederatedSample? Last(Labels labels, SampleBuffer samples)
    {
        if (samples.Count == 0)
            return null;
        var histogram = samples.Histograms.Length > 0 ? samples.Histograms[^1] : null;
        return SampleBuffer.IsStale(histogram?.Sum ?? samples.Values[^1]) ? null : new(labels, samples.Times[^1], samples.Values[^1], histogram);
    }

    /// <summary>The labels without the name, then those of the server that the series does not have.</summary>
    internal IEnumerable<Label> LabelsWith(SortedDictionary<string, string> external) =>
        Labels.Where(static l => l.Name != Model.Labels.MetricName).Concat(external.Where(e => Labels[e.Key].Length == 0).Select(static e => new Label(e.Key, e.Value)));
}

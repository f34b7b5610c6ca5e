using System.Globalization;
using Almagest.Model;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Turns classic histograms of a script into native ones with custom bounds, as <c>load_with_nhcb</c> asks.</summary>
static class CustomBuckets
{
    public static IEnumerable<(Labels Labels, long Time, FloatHistogram Histogram)> Convert(ScriptLoad load)
    {
        var drafts = new Dictionary<(Labels, long), Draft>();
        foreach (var (series, _) in load.Series)
        {
            var (name, set) = Part(series.Labels);
            if (set is null)
                continue;
            var labels = Labels.From(series.Labels.Where(static label => label.Name is not ("le" or Labels.MetricName)).Append(new Label(Labels.MetricName, name)));
            for (var i = 0; i < series.Values.Count; i++)
            {
                if (series.Values[i] is { Omitted: true } or { Histogram: not null })
                    continue;
                if (!drafts.TryGetValue((labels, i * load.StepMs), out var draft))
                    drafts.Add((labels, i * load.StepMs), draft = new Draft());
                set(draft, series.Values[i].Value);
            }
        }

        return drafts.Select(static pair => (pair.Key.Item1, pair.Key.Item2, pair.Value.Finish()));
    }

    static (string Name, Action<Draft, double>? Set) Part(Labels labels)
    {
        var metric = labels.Metric;
        if (metric.EndsWith("_count", StringComparison.Ordinal))
            return (metric[..^6], static (draft, value) => draft.Count = value);
        if (metric.EndsWith("_sum", StringComparison.Ordinal))
            return (metric[..^4], static (draft, value) => draft.Sum = value);
        if (!metric.EndsWith("_bucket", StringComparison.Ordinal) || !TryBound(labels["le"], out var bound))
            return (metric, null);
        return (metric[..^7], (draft, value) => draft.Cumulative.TryAdd(bound, value));
    }

    static bool TryBound(string text, out double bound)
    {
        bound = text switch { "+Inf" or "Inf" => double.PositiveInfinity, "-Inf" => double.NegativeInfinity, _ => double.NaN };
        return !double.IsNaN(bound) || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out bound) && !double.IsNaN(bound));
    }

    sealed class Draft
    {
        public SortedDictionary<double, double> Cumulative { get; } = [];

        public double? Count { get; set; }

        public double Sum { get; set; }

        public FloatHistogram Finish()
        {
            var count = Count ?? (Cumulative.Count > 0 ? Cumulative.Last().Value : 0);
            Cumulative.TryAdd(double.PositiveInfinity, count);
            var before = 0.0;
            var buckets = new List<double>();
            foreach (var cumulative in Cumulative.Values)
            {
                buckets.Add(cumulative - before);
                before = cumulative;
            }

            return HistogramArithmetic.Compact(new FloatHistogram
            {
                Schema = FloatHistogram.CustomBucketsSchema,
                Count = count,
                Sum = Sum,
                CustomBounds = [.. Cumulative.Keys.SkipLast(1)],
                PositiveSpans = [new BucketSpan(0, buckets.Count)],
                PositiveBuckets = [.. buckets],
            });
        }
    }
}

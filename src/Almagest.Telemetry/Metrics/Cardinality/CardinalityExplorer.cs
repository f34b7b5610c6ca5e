using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.Index;

namespace Almagest.Telemetry.Metrics.Cardinality;

/// <summary>Where a tenant's series come from: counted in the index in memory, one look at each series.</summary>
static class CardinalityExplorer
{
    const long HourMs = 3_600_000;

    internal static CardinalityReport Explore(SeriesIndex index, CardinalityQuestion question)
    {
        var churn = new long[question.Hours];
        var metrics = question.Matchers.Count == 0 ? All(index, question, churn) : [];
        LabelTally? labels = null;
        if (question.Matchers.Count > 0)
        {
            labels = new LabelTally();
            foreach (var series in index.Select(question.Matchers, long.MinValue, long.MaxValue).Where(static s => !s.IsEmpty))
            {
                // Texts of the index are shared: the reference is the key.
                if (!metrics.TryGetValue(series.Labels.Metric, out var tally))
                    metrics[series.Labels.Metric] = tally = new MetricTally();
                Count(series, question, tally, churn);
                labels.Add(series.Labels);
            }
        }

        return new CardinalityReport(
            metrics.Values.Sum(static m => m.Series), metrics.Values.Sum(static m => m.Active), Top(metrics, question.Limit), labels?.Top(question.Limit) ?? TopLabels(index, question.Limit), Churn(churn, question.NowMs));
    }

    /// <summary>Counts metric by metric along the index, which spares the look at the labels of each series.</summary>
    static Dictionary<string, MetricTally> All(SeriesIndex index, CardinalityQuestion question, long[] churn)
    {
        var metrics = new Dictionary<string, MetricTally>(StringComparer.Ordinal);
        if (index.Label(Model.Labels.MetricName) is not { } names)
            return metrics;
        foreach (var (name, list) in names.All)
        {
            var tally = metrics[name] = new MetricTally();
            var series = index.Series;
            foreach (var number in list.Series)
            {
                // A list may already name a series that is only just being added.
                if (number < series.Length && !series[number].IsEmpty)
                    Count(series[number], question, tally, churn);
            }

            if (tally.Series == 0)
                metrics.Remove(name);
        }

        return metrics;
    }

    static void Count(HeadSeries series, CardinalityQuestion question, MetricTally tally, long[] churn)
    {
        tally.Series++;
        if (series.LastMs >= question.NowMs - question.ActiveMs)
            tally.Active++;
        var age = question.NowMs / HourMs - series.FirstMs / HourMs;
        if (age >= question.Hours)
            return;
        tally.Created++;
        churn[Math.Max(age, 0)]++;
    }

    static List<MetricCardinality> Top(Dictionary<string, MetricTally> metrics, int limit) =>
        [.. metrics.OrderByDescending(static m => m.Value.Series).ThenBy(static m => m.Key, StringComparer.Ordinal).Take(limit)
            .Select(static m => new MetricCardinality(m.Key, m.Value.Series, m.Value.Active, m.Value.Created))];

    static List<LabelCardinality> TopLabels(SeriesIndex index, int limit)
    {
        var found = new List<LabelCardinality>();
        foreach (var name in index.LabelNames.OrderByDescending(n => index.Label(n)?.Count ?? 0).ThenBy(static n => n, StringComparer.Ordinal).Take(limit))
        {
            if (index.Label(name) is not { } label)
                continue;
            var top = new TopCounts(limit);
            long series = 0;
            foreach (var (value, list) in label.All)
            {
                top.Add(list.Count, value);
                series += list.Count;
            }

            found.Add(new(name, label.Count, series, top.ToList()));
        }

        return found;
    }

    static List<CreatedSeries> Churn(long[] counts, long nowMs) =>
        [.. counts.Select((count, age) => new CreatedSeries((nowMs / HourMs - age) * HourMs, count)).Reverse()];

    sealed class MetricTally
    {
        internal int Series { get; set; }

        internal int Active { get; set; }

        internal int Created { get; set; }
    }
}

/// <summary>What to count.</summary>
/// <param name="Matchers">Which series; empty: all.</param>
/// <param name="Limit">How many entries of each list.</param>
/// <param name="Hours">How many hours back creations are counted, the running one included.</param>
/// <param name="ActiveMs">How long after its last sample a series counts as active.</param>
/// <param name="NowMs">Unix milliseconds.</param>
public sealed record CardinalityQuestion(IReadOnlyList<LabelMatcher> Matchers, int Limit, int Hours, long ActiveMs, long NowMs);

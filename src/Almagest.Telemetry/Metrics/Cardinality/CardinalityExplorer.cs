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
        var series = index.Series;
        var everything = question.Matchers.Count == 0;
        ReadOnlySpan<int> numbers = everything ? default : MatcherPlan.Find(index, question.Matchers);
        var metrics = new Dictionary<string, MetricTally>(ReferenceEqualityComparer.Instance as IEqualityComparer<string>);
        var labels = everything ? null : new LabelTally();
        var churn = new long[question.Hours];
        var (total, active) = (0, 0);
        for (var i = 0; i < (everything ? series.Length : numbers.Length); i++)
        {
            var number = everything ? i : numbers[i];
            if (number >= series.Length)
                continue;
            total++;
            active += Count(series[number], question, metrics, churn);
            labels?.Add(series[number].Labels);
        }

        return new CardinalityReport(total, active, Top(metrics, question.Limit), labels?.Top(question.Limit) ?? TopLabels(index, question.Limit), Churn(churn, question.NowMs));
    }

    /// <summary>Counts a series; gives back 1 when it is active.</summary>
    static int Count(HeadSeries series, CardinalityQuestion question, Dictionary<string, MetricTally> metrics, long[] churn)
    {
        // Texts of the index are shared: the reference is the key.
        var metric = series.Labels.Metric;
        if (!metrics.TryGetValue(metric, out var tally))
            metrics[metric] = tally = new MetricTally();
        tally.Series++;
        var isActive = series.LastMs >= question.NowMs - question.ActiveMs;
        if (isActive)
            tally.Active++;
        var age = question.NowMs / HourMs - series.FirstMs / HourMs;
        if (series.FirstMs != long.MaxValue && age < question.Hours)
        {
            tally.Created++;
            churn[Math.Max(age, 0)]++;
        }

        return isActive ? 1 : 0;
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

using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Reading;

namespace Almagest.Server.Apis.Prometheus.Rehearsal;

/// <summary>What dashboards usually ask, of few series of a metric that is there.</summary>
static class RehearsalQuestions
{
    const long HourSeconds = 3600;

    // So few that a question takes a millisecond or so.
    const int MostSeries = 64;
    const int MostLooks = 500;

    static readonly string[] OfSeries =
        ["{0}", "sum(rate({0}[5m]))", "sum by (job) (rate({0}[5m]))", "sum by (job) (rate({0}[5m])) / sum by (job) (rate({0}[5m]))", "topk(3, rate({0}[5m]))", "max_over_time({0}[10m])",
            "avg_over_time({0}[10m])", "count by (job) ({0})", "histogram_quantile(0.9, sum by (le) (rate({0}[5m])))"];

    static readonly string[] OfStore = ["{0}", "sum(rate({0}[5m]))"];

    /// <summary>Paths and queries of the API; empty when the tenant has no small metric.</summary>
    internal static List<(string Path, string Query)> Of(SeriesCatalog catalog)
    {
        var newest = catalog.NewestMs() / 1000;
        if (Selectors(catalog, newest) is not { } selectors)
            return [];
        var questions = new List<(string, string)>();
        foreach (var selector in selectors)
        {
            foreach (var form in OfSeries)
            {
                var query = "?query=" + Uri.EscapeDataString(string.Format(null, form, selector));
                questions.Add(("/api/v1/query_range", query + $"&start={newest - HourSeconds}&end={newest}&step=15&nocache=1"));
                questions.Add(("/api/v1/query", query + $"&time={newest}"));
            }
        }

        // What memory does not hold comes from the store, by code that nothing above needs once memory is filled.
        foreach (var (selector, form) in selectors.SelectMany(static _ => OfStore, static (selector, form) => (selector, form)))
        {
            var query = "?query=" + Uri.EscapeDataString(string.Format(null, form, selector));
            questions.Add(("/api/v1/query_range", query + $"&start={newest - HourSeconds}&end={newest}&step=15&nocache=2"));
        }

        return questions;
    }

    /// <summary>All series of a small metric, and one of them.</summary>
    static string[]? Selectors(SeriesCatalog catalog, long newest)
    {
        var (from, to) = ((newest - HourSeconds) * 1000, newest * 1000);
        foreach (var metric in catalog.LabelValues(Labels.MetricName, [], from, to).Take(MostLooks))
        {
            var series = catalog.Series([[new LabelMatcher(MatchKind.Equal, Labels.MetricName, metric)]], from, to);
            if (series.Count is >= 2 and <= MostSeries)
                return [SelectorOf(Labels.FromSorted([new Label(Labels.MetricName, metric)])), SelectorOf(series[0])];
        }

        return null;
    }

    static string SelectorOf(Labels labels) =>
        "{" + string.Join(",", labels.Select(static l => $"{PrometheusParameters.Quote(l.Name)}={PrometheusParameters.Quote(l.Value)}")) + "}";
}

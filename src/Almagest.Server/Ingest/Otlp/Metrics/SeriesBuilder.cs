using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// Collects the labels of a series and gives it its id. Attributes whose keys become the same label are joined with <c>;</c> in the
/// order of their keys; labels that Prometheus defines (job, instance, le, quantile) win over attributes; empty values are no labels.
/// </summary>
sealed class SeriesBuilder
{
    readonly List<AttributeText> _attributes = [];
    readonly SortedDictionary<string, string> _fixed = new(StringComparer.Ordinal);

    /// <summary>Adds attributes.</summary>
    internal void AddAttributes(List<AttributeText> attributes) => _attributes.AddRange(attributes);

    /// <summary>Sets a label by its final name.</summary>
    internal void Set(string label, string value)
    {
        if (value.Length > 0)
            _fixed[label] = value;
    }

    /// <summary>The series of <paramref name="metric"/> with these labels and one more, unless that is empty.</summary>
    internal SeriesEntry Build(string metric, string label = "", string value = "")
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, text) in _attributes.OrderBy(static a => a.Key, StringComparer.Ordinal))
        {
            var name = PrometheusNames.Label(key);
            // The name of the metric is not for an attribute to change.
            if (name.Length == 0 || name == "__name__" || text.Length == 0)
                continue;
            labels[name] = labels.TryGetValue(name, out var before) ? before + ";" + text : text;
        }

        foreach (var (name, text) in _fixed)
            labels[name] = text;
        if (label.Length > 0)
            labels[label] = value;
        var sorted = labels.ToArray();
        return new(metric, SeriesIdentity.Compute(metric, sorted), sorted);
    }
}

/// <summary>One series: what a row in <c>series</c> says of its identity.</summary>
/// <param name="Metric">Name as PromQL sees it.</param>
/// <param name="Id">Hash of name and labels.</param>
/// <param name="Labels">Labels in ordinal order.</param>
sealed record SeriesEntry(string Metric, ulong Id, KeyValuePair<string, string>[] Labels)
{
    /// <summary>The name as it is appended to every row.</summary>
    internal byte[] MetricUtf8 { get; } = System.Text.Encoding.UTF8.GetBytes(Metric);
}

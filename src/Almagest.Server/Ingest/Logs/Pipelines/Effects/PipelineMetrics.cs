namespace Almagest.Server.Ingest.Logs.Pipelines.Effects;

/// <summary>The metrics of all pipelines by name. Stages that name the same one count in it together.</summary>
sealed class PipelineMetrics
{
    readonly Lock _lock = new();
    readonly Dictionary<string, PipelineMetric> _metrics = new(StringComparer.Ordinal);

    /// <summary>The metric as it is known; null when it is known as something else.</summary>
    internal PipelineMetric? Define(PipelineMetric metric)
    {
        lock (_lock)
        {
            if (!_metrics.TryGetValue(metric.Name, out var known))
                _metrics[metric.Name] = known = metric;
            return known.IsLike(metric) ? known : null;
        }
    }

    /// <summary>Hands each series to <paramref name="read"/>, with whether it has ended.</summary>
    internal void Read(long nowMs, Action<PipelineSeries, bool> read)
    {
        List<PipelineMetric> metrics;
        lock (_lock)
            metrics = [.. _metrics.Values];
        foreach (var metric in metrics)
            metric.Read(nowMs, read);
    }
}

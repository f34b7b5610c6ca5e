using System.Globalization;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Counts lines, or what was extracted from them, in metrics: <c>metrics: {errors_total: {type: Counter, source: level, config: {value: error, action:
/// inc}}}</c>, as in Promtail. The series have the labels of the line's stream and are stored among the tenant's metrics.
/// </summary>
sealed class MetricsStage(LineMeasure[] measures) : IPipelineStage
{
    const string DefaultPrefix = "promtail_custom_";

    static readonly TimeSpan DefaultIdle = TimeSpan.FromMinutes(5);

    // Those of Prometheus' client libraries.
    static readonly double[] DefaultBounds = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    internal static MetricsStage Create(StageOptions options)
    {
        var measures = options.Children().Select(child => Read(child.Name, child.Options)).ToArray();
        return measures.Length > 0 ? new MetricsStage(measures) : throw options.Invalid("a metric is needed");
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        foreach (var measure in measures)
            measure.Record(entry);
    }

    static LineMeasure Read(string name, StageOptions options)
    {
        var kind = options.Text("type")?.ToLowerInvariant() switch
        {
            "counter" => PipelineMetricKind.Counter,
            "gauge" => PipelineMetricKind.Gauge,
            "histogram" => PipelineMetricKind.Histogram,
            var other => throw options.Invalid($"metric \"{name}\" has the type \"{other}\": expected Counter, Gauge or Histogram"),
        };
        var idle = options.Duration("max_idle_duration") ?? DefaultIdle;
        if (idle < TimeSpan.FromSeconds(1))
            throw options.Invalid($"metric \"{name}\": \"max_idle_duration\" must be at least 1s");
        var prefix = options.Text("prefix") is { Length: > 0 } own ? own : DefaultPrefix;
        var (source, help) = (options.Text("source") ?? name, options.Text("description") ?? "");
        var config = options.Child("config");
        var (value, bounds) = (config.Text("value"), kind == PipelineMetricKind.Histogram ? Bounds(config) : []);
        var (action, line) = (Action(kind, config), kind == PipelineMetricKind.Counter ? Line(config) : LinePart.Source);
        if (line != LinePart.Source && value is not null)
            throw config.Invalid("only one of \"match_all\" and \"value\" is possible");
        if (line == LinePart.Bytes && action != "add")
            throw config.Invalid("\"count_entry_bytes\" needs \"action: add\"");
        config.CheckAllRead();
        options.CheckAllRead();
        var metric = options.Environment.Metrics.Define(new PipelineMetric(prefix + name, kind, help, bounds, idle))
            ?? throw options.Invalid($"metric \"{prefix}{name}\" has another type or other buckets elsewhere");
        return new LineMeasure(metric, source, value, action, line);
    }

    static string Action(PipelineMetricKind kind, StageOptions config)
    {
        if (kind == PipelineMetricKind.Histogram)
            return "add";
        string[] known = kind == PipelineMetricKind.Counter ? ["inc", "add"] : ["set", "inc", "dec", "add", "sub"];
        var action = config.Text("action")?.ToLowerInvariant() ?? "";
        return known.Contains(action) ? action : throw config.Invalid($"\"action\" is \"{action}\": expected {string.Join(", ", known[..^1])} or {known[^1]}");
    }

    static LinePart Line(StageOptions config)
    {
        var (all, bytes) = (config.Flag("match_all"), config.Flag("count_entry_bytes"));
        if (bytes && !all)
            throw config.Invalid("\"count_entry_bytes\" needs \"match_all: true\"");
        return bytes ? LinePart.Bytes : all ? LinePart.All : LinePart.Source;
    }

    static double[] Bounds(StageOptions config)
    {
        var bounds = config.List("buckets").Select(text => double.TryParse(text.TrimStart('+', '.') is "Inf" or "inf" ? "Infinity" : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound)
            ? bound : throw config.Invalid($"\"buckets\" has \"{text}\": expected a number")).ToArray();
        if (bounds.Length > 0 && double.IsPositiveInfinity(bounds[^1]))
            bounds = bounds[..^1];
        for (var i = 1; i < bounds.Length; i++)
            if (!(bounds[i] > bounds[i - 1]))
                throw config.Invalid("\"buckets\" must rise");
        return bounds.Length > 0 ? bounds : DefaultBounds;
    }
}

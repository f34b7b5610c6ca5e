using System.Text;
using Almagest.Model;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Exposition;
using Almagest.Server.Ingest.Scrape.Relabeling;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>A series of a target as written in its body, with the labels it is stored with.</summary>
sealed class ScrapedSeries
{
    /// <summary>What is stored; null when relabelling drops it.</summary>
    internal KnownSeries? Series { get; private set; }

    /// <summary>The last scrape that had it.</summary>
    internal long Scrape { get; set; }

    /// <summary>Whether its end is to be marked when it vanishes.</summary>
    internal bool Tracked { get; set; }

    /// <summary>Those that the last scrapes brought; null when there never was one.</summary>
    internal SeenExemplars? Exemplars { get; set; }

    /// <summary>The version of the families its metadata was looked up in.</summary>
    internal int FamiliesVersion { get; set; } = -1;

    /// <summary>Reads labels, adds those of the target and relabels: once per series.</summary>
    /// <exception cref="ExpositionException">The labels are not valid, or beyond a limit.</exception>
    /// <param name="text">Name and labels as written.</param>
    /// <param name="type">What the body tells of the family; empty when nothing.</param>
    /// <param name="target">Where the body comes from.</param>
    /// <param name="tenant">Whose series it is.</param>
    /// <param name="intake">Makes the series.</param>
    internal static ScrapedSeries Read(ReadOnlySpan<byte> text, ReadOnlySpan<byte> type, Target target, TenantId tenant, MetricIntake intake)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        SeriesText.Read(text, labels);
        BoundText.Normalize(labels, type);
        // Where labels of the body are honoured an empty one keeps that of the target away: a Pushgateway says instance="" for this.
        if (target.Config.HonorLabels)
            AddTargetLabels(labels, target);
        foreach (var empty in labels.Where(static l => l.Value.Length == 0).Select(static l => l.Key).ToArray())
            labels.Remove(empty);
        if (!target.Config.HonorLabels)
            AddTargetLabels(labels, target);
        if (!RelabelRule.Apply(target.Config.MetricRelabel, labels))
            return new ScrapedSeries();
        if (!labels.ContainsKey("__name__"))
            throw new ExpositionException("missing metric name (__name__ label)");
        if (target.Config.LegacyNames && !labels.All(static l => IsLegacy(l.Key, l.Key == "__name__" ? l.Value : "")))
            throw new ExpositionException("invalid metric name or label names: " + Encoding.UTF8.GetString(text));
        CheckLimits(labels, target);
        var builder = new LabelSetBuilder();
        foreach (var (name, value) in labels)
            builder.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        return intake.TryBuild(tenant, builder, out var series) is { } fault ? throw new ExpositionException(fault) : new ScrapedSeries { Series = series };
    }

    static bool IsLegacy(string label, string metric) => IsPlain(label, colons: false) && (metric.Length == 0 || IsPlain(metric, colons: true));

    static bool IsPlain(string name, bool colons) => !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colons && c == ':'));

    static void AddTargetLabels(SortedDictionary<string, string> labels, Target target)
    {
        foreach (var (name, value) in target.Labels)
        {
            if (labels.TryGetValue(name, out var own))
            {
                if (target.Config.HonorLabels)
                    continue;
                var exported = "exported_" + name;
                while (labels.ContainsKey(exported) || target.Labels.ContainsKey(exported))
                    exported = "exported_" + exported;
                labels[exported] = own;
            }

            labels[name] = value;
        }
    }

    static void CheckLimits(SortedDictionary<string, string> labels, Target target)
    {
        var limits = target.Config.Limits;
        var metric = Short(labels.GetValueOrDefault("__name__", ""));
        if (limits.Labels > 0 && labels.Count > limits.Labels)
            throw new ExpositionException($"label_limit exceeded (metric: {metric}, number of labels: {labels.Count}, limit: {limits.Labels})");
        foreach (var (name, value) in labels)
        {
            if (limits.LabelNameBytes > 0 && Encoding.UTF8.GetByteCount(name) > limits.LabelNameBytes)
                throw new ExpositionException($"label_name_length_limit exceeded (metric: {metric}, label name: {Short(name)}, length: {Encoding.UTF8.GetByteCount(name)}, limit: {limits.LabelNameBytes})");
            if (limits.LabelValueBytes > 0 && Encoding.UTF8.GetByteCount(value) > limits.LabelValueBytes)
                throw new ExpositionException($"label_value_length_limit exceeded (metric: {metric}, label name: {Short(name)}, value: {GoText.Quote(Short(value))}, length: {Encoding.UTF8.GetByteCount(value)}, limit: {limits.LabelValueBytes})");
        }
    }

    static string Short(string text) => text.Length > 50 ? text[..50] : text;
}

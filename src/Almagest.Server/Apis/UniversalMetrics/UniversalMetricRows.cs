using System.Text;
using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>
/// Writes records as samples of the series <c>metric_type</c> with the labels <c>source_system</c>, <c>unit</c> and the tags. An
/// empty label is no label to PromQL, so which of unit and tags were given but empty stands in the metadata of the series.
/// </summary>
public sealed class UniversalMetricRows(RegistrationCache registrations, RetentionOptions retention, SeriesGate gate, TimeProvider time)
{
    /// <summary>What <c>series.source</c> says of these series.</summary>
    internal const string Source = "universal";

    /// <summary>The key in <c>series.metadata</c> of the names given without a value, as a JSON array.</summary>
    internal const string EmptyNames = "empty";

    const long NanosPerMilli = 1_000_000;
    const long NanosPerDay = 86_400_000_000_000;

    /// <summary>Hash of a text for keys of <see cref="RegistrationCache"/> and of requests.</summary>
    internal static ulong HashOf(string text) => XxHash64.Hash(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a record to a batch.</summary>
    /// <param name="tenant">Its owner.</param>
    /// <param name="metric">The record.</param>
    /// <param name="batch">Where its rows go.</param>
    /// <param name="registered">Keys of the series that this batch registers already.</param>
    /// <exception cref="RecordFault">The tenant has too many series.</exception>
    internal void Add(TenantId tenant, UniversalMetric metric, TelemetryBatch batch, HashSet<ulong> registered)
    {
        var labels = new SortedDictionary<string, string>(Utf8Order.Instance) { ["source_system"] = metric.SourceSystem };
        var empty = new List<string>();
        foreach (var (name, value) in metric.Unit is null ? metric.Tags : metric.Tags.Append(new("unit", metric.Unit)))
        {
            if (value.Length == 0) empty.Add(name);
            else labels[name] = value;
        }

        KeyValuePair<string, string>[] sorted = [.. labels];
        var series = SeriesIdentity.Compute(metric.MetricType, sorted);
        var emptyNames = empty.Count == 0 ? "" : JsonSerializer.Serialize(empty, UniversalMetricsJsonContext.Default.IReadOnlyListString);
        var key = RegistrationCache.Key(CatalogueTable.Series, HashOf(tenant.Value), XxHash64.Combine(series, HashOf(emptyNames)));
        if (gate.Admit(tenant, series) is { } refused)
            throw new RecordFault(null, $"is of a new series, and {refused}");
        if (registrations.IsDue(key) && registered.Add(key))
        {
            Register(tenant, metric, new(series, sorted, emptyNames), batch);
            batch.Registrations.Add(key);
        }

        AddSample(tenant, metric, series, batch);
    }

    // Two records that differ in what they leave empty share a series; whichever form came last describes it.
    void Register(TenantId tenant, UniversalMetric metric, Identity identity, TelemetryBatch batch)
    {
        var block = batch.Series;
        block.Tenant.Append(tenant.Value);
        block.Metric.Append(metric.MetricType);
        block.Series.Append(identity.Series);
        foreach (var (name, value) in identity.Labels)
        {
            block.Labels.Keys.Append(name);
            block.Labels.Values.Append(value);
        }

        block.Labels.EndRow();
        block.Type.Append("gauge");
        block.Unit.Append(metric.Unit ?? "");
        block.Help.Append("");
        block.Source.Append(Source);
        block.OriginalName.Append(metric.MetricType);
        block.Temporality.Append("");
        block.Monotonic.Append(false);
        block.ValueType.Append("double");
        block.ResourceId.Append(0);
        block.ScopeId.Append(0);
        if (identity.EmptyNames.Length > 0)
        {
            block.Metadata.Keys.Append(EmptyNames);
            block.Metadata.Values.Append(identity.EmptyNames);
        }

        block.Metadata.EndRow();
        block.Seen.Append((uint)time.GetUtcNow().ToUnixTimeSeconds());
    }

    void AddSample(TenantId tenant, UniversalMetric metric, ulong series, TelemetryBatch batch)
    {
        var block = batch.Samples;
        block.Tenant.Append(tenant.Value);
        block.Metric.Append(metric.MetricType);
        block.Series.Append(series);
        block.Time.Append(metric.TimeUnixNano / NanosPerMilli);
        block.Value.Append(metric.Value);
        block.Nanos.Append((uint)(metric.TimeUnixNano % NanosPerMilli));
        block.StartTime.Append(0);
        block.Delta.Append(0);
        block.RetentionDays.Append(RetentionDays(tenant, metric.TimeUnixNano));
    }

    // Bills and reports arrive long after the time they are about: their retention counts from arrival, or a backfill would be
    // accepted and removed at the next merge.
    ushort RetentionDays(TenantId tenant, long timeUnixNano)
    {
        var rule = retention.Rules.FirstOrDefault(r => (r.Tenant is null || r.Tenant == tenant.Value) && r.Service is null && r.MetricsDays is not null);
        var days = rule?.MetricsDays ?? retention.MetricsDays;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() * NanosPerMilli;
        return (ushort)Math.Min(ushort.MaxValue, days + Math.Max(0, (now - timeUnixNano) / NanosPerDay));
    }

    readonly record struct Identity(ulong Series, KeyValuePair<string, string>[] Labels, string EmptyNames);
}

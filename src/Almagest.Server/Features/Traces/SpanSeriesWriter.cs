using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Traces;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Features.Traces;

/// <summary>
/// Writes the totals of spans and of the service graph as series, named as Tempo's metrics-generator names them
/// (https://grafana.com/docs/tempo/latest/metrics-from-traces/), into the tenant the spans belong to. The totals are the store's: a server
/// that was killed goes on where it was, and a late span counts when it comes.
/// </summary>
sealed partial class SpanSeriesWriter(
    MetricIntake intake, MetricVault vault, SpanTotals spans, EdgeTotals edges, TracesOptions options, ILogger<SpanSeriesWriter> logger)
{
    // As Tempo: a series ends when nothing was counted for so long.
    static readonly TimeSpan Active = TimeSpan.FromMinutes(15);

    // Older ones had spans before there were series: their first value is no increase.
    static readonly TimeSpan New = TimeSpan.FromMinutes(2);

    static readonly byte[] Source = "spans"u8.ToArray();

    const string Calls = "traces_spanmetrics_calls_total";
    const string Size = "traces_spanmetrics_size_total";
    const string Latency = "traces_spanmetrics_latency";
    const string Graph = "traces_service_graph_request";

    readonly Dictionary<(string Tenant, string Key), SeriesGroup> _groups = [];
    Dictionary<(string Tenant, ulong Series), double>? _last;
    string? _warned;

    /// <summary>Writes one sample of each series that is active. Returns whether there is any.</summary>
    internal async Task<bool> WriteAsync(CancellationToken ct)
    {
        _last ??= await edges.LastValuesAsync([$"{Graph}_total", $"{Graph}_failed_total", .. Parts($"{Graph}_server_seconds"), .. Parts($"{Graph}_client_seconds")], ct);
        var (spanTotals, edgeTotals) = (await spans.ReadAsync(options.MaxSpanSeries, Active, ct), await edges.ReadAsync(options.MaxSpanSeries, ct));
        var samples = 0;
        foreach (var tenant in spanTotals.Select(static t => t.Tenant).Concat(edgeTotals.Select(static t => t.Tenant)).Concat(_groups.Keys.Select(static k => k.Tenant)).Distinct().ToList())
        {
            var batch = intake.Begin(new TenantId(tenant), Source);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var total in spanTotals.Where(t => t.Tenant == tenant))
                seen.Add(Add(batch, total));
            foreach (var total in edgeTotals.Where(t => t.Tenant == tenant))
                Add(batch, total);
            End(batch, tenant, seen);
            samples += batch.Rows.Samples.Rows;
            await intake.StoreAsync(batch, default, ct);
        }

        return samples > 0;
    }

    static string[] Parts(string histogram) => [histogram + "_bucket", histogram + "_sum", histogram + "_count"];

    string Add(IntakeBatch batch, SpanTotal total)
    {
        var key = total.Overflow ? "overflow" : string.Join('\u0001', "span", total.Service, total.Name, total.Kind, total.Status);
        var group = GroupOf(batch.Tenant, key, () => SeriesGroup.Build(intake, batch.Tenant, Labels(total), [Calls, Size], [(Latency, SpanTotals.Bounds)]));
        if (group.Refused is not null)
            return key;
        group.Counters(total.Durations.Count, total.Bytes);
        group.Durations(total.Durations);
        var isNew = batch.NowMs - total.FirstSeenMs < New.TotalMilliseconds && !group.IsKnown(vault.Catalog(batch.Tenant.Value).Contains);
        group.Write(batch, batch.NowMs, isNew ? Math.Min(total.FirstSeenMs, batch.NowMs - 1) : null);
        if (total.Latest.StartUnixNano != group.ExemplarNano)
            group.Exemplar(batch, total.Latest, SpanTotals.Bounds);
        return key;
    }

    static (string, string)[] Labels(SpanTotal total) => total.Overflow ? [("otel_metric_overflow", "true")] :
    [
        ("service", total.Service), ("span_name", total.Name),
        ("span_kind", "SPAN_KIND_" + total.Kind.ToUpperInvariant()), ("status_code", "STATUS_CODE_" + total.Status.ToUpperInvariant()),
    ];

    void Add(IntakeBatch batch, EdgeTotal total)
    {
        var key = string.Join('\u0001', "edge", total.Client, total.Server, total.Connection);
        var group = GroupOf(batch.Tenant, key, () =>
        {
            var made = SeriesGroup.Build(intake, batch.Tenant, [("client", total.Client), ("server", total.Server), ("connection_type", total.Connection)],
                [$"{Graph}_total", $"{Graph}_failed_total"], [($"{Graph}_server_seconds", EdgeTotals.Bounds), ($"{Graph}_client_seconds", EdgeTotals.Bounds)]);
            made.NotBelow(id => _last?.TryGetValue((batch.Tenant.Value, id), out var last) == true ? last : null);
            return made;
        });
        if (group.Refused is not null)
            return;
        if (group.ChangedMs > 0 && batch.NowMs - group.ChangedMs > Active.TotalMilliseconds && !group.Grows(total.ServerDurations.Count))
        {
            if (!group.Ended)
                group.End(batch, batch.NowMs);
            return;
        }

        group.Counters(total.ServerDurations.Count, total.Failed);
        group.Durations(total.ServerDurations);
        group.Durations(total.ClientDurations);
        var isNew = total.IsOfToday && group.ChangedMs == 0 && !group.IsKnown(vault.Catalog(batch.Tenant.Value).Contains);
        group.Write(batch, batch.NowMs, isNew ? batch.NowMs - (long)options.MetricsInterval.TotalMilliseconds : null);
    }

    SeriesGroup GroupOf(TenantId tenant, string key, Func<SeriesGroup> make)
    {
        if (_groups.TryGetValue((tenant.Value, key), out var group) && group.Refused is null)
            return group;
        _groups[(tenant.Value, key)] = group = make();
        if (group.Refused is { } refused && refused != _warned)
        {
            _warned = refused;
            Refused(refused);
        }

        return group;
    }

    // The store does not name combinations any more that had no span for long.
    void End(IntakeBatch batch, string tenant, HashSet<string> seen)
    {
        foreach (var (key, group) in _groups.Where(g => g.Key.Tenant == tenant && !seen.Contains(g.Key.Key) && !g.Key.Key.StartsWith("edge", StringComparison.Ordinal)).ToList())
        {
            group.End(batch, batch.NowMs);
            _groups.Remove(key);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Series of spans are left out: {Reason}")]
    partial void Refused(string reason);
}

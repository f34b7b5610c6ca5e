using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>Reads records back from samples and series.</summary>
public sealed class UniversalMetricsStore(ClickHouseClient store)
{
    static readonly TimeSpan MaxExecutionTime = TimeSpan.FromSeconds(30);

    /// <summary>The records asked for, the latest first, and whether there are more.</summary>
    internal async Task<(IReadOnlyList<UniversalMetricRecord> Records, bool More)> ReadAsync(TenantId tenant, UniversalMetricsQuery query, CancellationToken ct)
    {
        await using var result = await store.OpenAsync(Statement(tenant, query), "JSONCompactEachRow", ct);
        using var reader = new StreamReader(result.Body);
        List<UniversalMetricRecord> records = [];
        while (await reader.ReadLineAsync(ct) is { Length: > 0 } line)
        {
            if (records.Count == query.Limit) return (records, true);
            records.Add(Record(line));
        }

        return (records, false);
    }

    static Statement Statement(TenantId tenant, UniversalMetricsQuery query)
    {
        var series = "tenant = {tenant:String} AND source = {source:String}";
        var samples = "";
        if (query.MetricType is not null)
        {
            series += " AND metric = {metric:String}";
            samples = " AND samples.metric = {metric:String}";
        }

        if (query.SourceSystem is not null) series += " AND labels['source_system'] = {system:String}";
        for (var i = 0; i < query.Tags.Count; i++) series += $" AND labels[{{k{i}:String}}] = {{v{i}:String}}";
        var statement = new Statement($$"""
            SELECT toUnixTimestamp64Milli(samples.time) * 1000000 + nanos AS nano, samples.value, samples.metric, found.labels, found.metadata
            FROM samples
            INNER JOIN
            (
                SELECT series, labels, metadata FROM series WHERE {{series}} ORDER BY seen DESC LIMIT 1 BY series
            ) AS found ON found.series = samples.series
            WHERE samples.tenant = {tenant:String}{{samples}}
                AND samples.series IN (SELECT series FROM series WHERE {{series}})
                AND samples.hour BETWEEN toStartOfHour(fromUnixTimestamp64Milli({fromMilli:Int64}, 'UTC')) AND fromUnixTimestamp64Milli({toMilli:Int64}, 'UTC')
                AND samples.time BETWEEN fromUnixTimestamp64Milli({fromMilli:Int64}) AND fromUnixTimestamp64Milli({toMilli:Int64})
                AND nano BETWEEN {from:Int64} AND {to:Int64}
            ORDER BY nano DESC
            LIMIT {limit:UInt32}
            """) { ReadOnly = true, Caller = "universal-metrics", Timeout = MaxExecutionTime }
            .With("tenant", tenant.Value).With("source", UniversalMetricRows.Source)
            .With("fromMilli", Math.Max(0, query.FromUnixNano / 1_000_000)).With("toMilli", Math.Min(query.ToUnixNano / 1_000_000, 4_102_444_800_000))
            .With("from", query.FromUnixNano).With("to", query.ToUnixNano).With("limit", query.Limit + 1L);
        statement = WithFilters(statement, query);
        return statement;
    }

    static Statement WithFilters(Statement statement, UniversalMetricsQuery query)
    {
        if (query.MetricType is not null) statement = statement.With("metric", query.MetricType);
        if (query.SourceSystem is not null) statement = statement.With("system", query.SourceSystem);
        for (var i = 0; i < query.Tags.Count; i++)
            statement = statement.With($"k{i}", query.Tags[i].Key).With($"v{i}", query.Tags[i].Value);
        return statement;
    }

    static UniversalMetricRecord Record(string line)
    {
        using var row = JsonDocument.Parse(line);
        var labels = row.RootElement[3].EnumerateObject().ToDictionary(static l => l.Name, static l => l.Value.GetString() ?? "", StringComparer.Ordinal);
        if (row.RootElement[4].TryGetProperty(UniversalMetricRows.EmptyNames, out var empty))
            foreach (var name in JsonSerializer.Deserialize(empty.GetString() ?? "[]", UniversalMetricsJsonContext.Default.IReadOnlyListString) ?? [])
                labels[name] = "";
        labels.Remove("source_system", out var source);
        labels.Remove("unit", out var unit);
        return new UniversalMetricRecord(
            Rfc3339.Format(row.RootElement[0].GetInt64()), source ?? "", row.RootElement[2].GetString() ?? "", row.RootElement[1].GetDouble(), unit, labels);
    }
}

using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>A label of streams.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">How many values it has.</param>
/// <param name="OnlyIds">Whether all of them are numbers or UUIDs; 0 and 1 alone are not.</param>
public sealed record LogLabel(string Name, long Values, bool OnlyIds);

/// <summary>Which labels streams have, and of what kind their values are: counted where they are stored.</summary>
public sealed class LogLabelSummary(ClickHouseClient client, LogStreamCatalog catalog)
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Labels of the streams that <see cref="LogStreamCatalog.FindAsync"/> finds, sorted by name.</summary>
    public async Task<List<LogLabel>> LabelsAsync(TenantId tenant, IReadOnlyList<LabelMatcher> matchers, long fromNano, long toNano, CancellationToken ct)
    {
        var (where, parameters, exact) = LogStreamCatalog.Where(matchers);
        if (!exact)
            return [.. (await catalog.FindAsync(tenant, matchers, fromNano, toNano, ct)).SelectMany(static s => s.Labels).Distinct()
                .GroupBy(static l => l.Name).OrderBy(static g => g.Key, StringComparer.Ordinal).Select(static g => Label(g.Key, [.. g.Select(static l => l.Value)]))];
        // Numbers are judged by the store as numbers; of the others only a few that look like no UUID must leave it.
        var statement = parameters.AddTo(new Statement($$"""
            SELECT name, uniqExact(value) AS values, uniqExactIf(value, value NOT IN ('0', '1')) AS others, uniqExactIf(value, NOT ({{IsId}})) AS texts FROM (
                SELECT DISTINCT tupleElement(pair, 1) AS name, tupleElement(pair, 2) AS value FROM log_streams
                ARRAY JOIN arrayFilter(p -> p.1 != '' AND p.2 != '', arrayConcat(
                    arrayMap((k, v) -> (if(source = '{{StreamLabels.Otlp}}', {{StreamSql.LabelOf("k", parameters)}}, toString(k)), toString(v)), mapKeys(resource), mapValues(resource)),
                    [('{{StreamLabels.ServiceName}}', {{StreamSql.Value(StreamLabels.ServiceName, parameters)}})])) AS pair
                WHERE {{where}})
            GROUP BY name ORDER BY name
            """) { Caller = "log-label-summary", ReadOnly = true, Timeout = TimeLimit });
        var labels = new List<LogLabel>();
        await foreach (var block in client.ReadAsync(LogStreamCatalog.InRange(statement, tenant, fromNano, toNano), ct))
        {
            var names = new TextReaderColumn(block["name"]);
            var (values, others, texts) = (block.Fixed<ulong>("values"), block.Fixed<ulong>("others"), block.Fixed<ulong>("texts"));
            for (var row = 0; row < block.Rows; row++)
                labels.Add(new LogLabel(names[row], (long)values[row], texts[row] == 0 && others[row] > 0));
        }

        return labels;
    }

    /// <summary>As <c>OnlyIds</c> of one value, in the store.</summary>
    const string IsId = "toFloat64OrNull(value) IS NOT NULL OR toUUIDOrNull(value) IS NOT NULL OR match(value, '^(urn:uuid:|[{])?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}[}]?$')";

    static LogLabel Label(string name, IReadOnlyList<string> values) => new(name, values.Count, values.Any(static v => v is not ("0" or "1")) && values.All(IsIdentifier));

    static bool IsIdentifier(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || Guid.TryParse(value, out _);
}

using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Apis.Sql;

/// <summary>Finds out what a query will do without running it (scalar subqueries do run: their values shape the plan).</summary>
public sealed class SqlExplainer(SqlRunner runner, SqlStore store, ClickHouseClient client)
{
    /// <summary>Plan, indexes and estimate of a select.</summary>
    /// <exception cref="Almagest.Query.GuardedSql.SqlProblemException">It is not valid, not allowed, over a limit, or the store is away.</exception>
    internal async Task<SqlExplanation> ExplainAsync(SqlRequest request, TenantId tenant, CancellationToken ct)
    {
        var select = await runner.CheckSelectAsync(request, tenant, ct);
        var query = request.Query ?? "";
        using var plan = JsonDocument.Parse(await AskAsync(select, "EXPLAIN PLAN json = 1, indexes = 1, description = 1 ", "TSVRaw", query, ct));
        var estimate = await EstimateAsync(select, query, ct);
        return new SqlExplanation(plan.RootElement.Clone(), [.. Indexes(plan.RootElement)], estimate);
    }

    async Task<SqlEstimate> EstimateAsync(Statement select, string query, CancellationToken ct)
    {
        var text = await AskAsync(select, "EXPLAIN ESTIMATE ", "JSONCompactEachRow", query, ct);
        var sizes = await RowSizesAsync(select.Database ?? "", ct);
        List<SqlTableEstimate> tables = [];
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var row = JsonDocument.Parse(line);
            var table = row.RootElement[1].GetString() ?? "";
            if (PublicTables.Hidden.Contains(table)) continue;
            var (parts, rows, marks) = (row.RootElement[2].GetInt64(), row.RootElement[3].GetInt64(), row.RootElement[4].GetInt64());
            tables.Add(new SqlTableEstimate(table, parts, rows, marks, (long)(rows * sizes.GetValueOrDefault(table))));
        }

        return new SqlEstimate(tables.Sum(static t => t.Rows), tables.Sum(static t => t.Bytes), tables);
    }

    // The store estimates rows only; the mean uncompressed width of a row turns them into bytes, as an upper bound over all columns.
    async Task<Dictionary<string, double>> RowSizesAsync(string database, CancellationToken ct)
    {
        var sizes = new Statement("""
            SELECT table, sum(data_uncompressed_bytes) / greatest(sum(rows), 1)
            FROM system.parts WHERE active AND database = {d:String} GROUP BY table
            """)
        {
            ReadOnly = true,
            Caller = "sql-explain",
        }.With("d", database);
        await using var result = await client.OpenAsync(sizes, "JSONCompactEachRow", ct);
        using var reader = new StreamReader(result.Body);
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        while (await reader.ReadLineAsync(ct) is { Length: > 0 } line)
        {
            using var row = JsonDocument.Parse(line);
            found[row.RootElement[0].GetString() ?? ""] = row.RootElement[1].GetDouble();
        }

        return found;
    }

    async Task<string> AskAsync(Statement select, string prefix, string format, string query, CancellationToken ct)
    {
        await using var result = await store.OpenAsync(select with { Sql = prefix + select.Sql, QueryId = null }, format, query, ct);
        using var reader = new StreamReader(result.Body);
        try
        {
            return await reader.ReadToEndAsync(ct);
        }
        catch (ClickHouseException failed)
        {
            throw new Almagest.Query.GuardedSql.SqlProblemException(SqlProblems.Of(failed, query));
        }
    }

    static IEnumerable<SqlIndexUse> Indexes(JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Array) return node.EnumerateArray().SelectMany(Indexes);
        if (node.ValueKind != JsonValueKind.Object) return [];
        var below = node.EnumerateObject().Where(static m => m.Name is "Plan" or "Plans").SelectMany(static m => Indexes(m.Value));
        if (!node.TryGetProperty("Indexes", out var indexes)) return below;
        var table = node.TryGetProperty("Description", out var description) ? description.GetString() ?? "" : "";
        // What only views name would not be understood here.
        if (PublicTables.Hidden.Any(hidden => table.EndsWith("." + hidden, StringComparison.Ordinal))) return below;
        return indexes.EnumerateArray().Select(index => new SqlIndexUse(
            table,
            Text(index, "Type"),
            Text(index, "Name"),
            index.TryGetProperty("Keys", out var keys) ? [.. keys.EnumerateArray().Select(static k => k.ToString())] : [],
            Text(index, "Condition"),
            Count(index, "Initial Granules"),
            Count(index, "Selected Granules"))).Concat(below);
    }

    static string? Text(JsonElement index, string name) => index.TryGetProperty(name, out var value) ? value.ToString() : null;

    static long? Count(JsonElement index, string name) => index.TryGetProperty(name, out var value) && value.TryGetInt64(out var count) ? count : null;
}

using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Query.GuardedSql;

namespace Almagest.Server.Apis.Sql;

/// <summary>
/// Reads names and descriptions from the store, with the account that owns the database: the descriptions are the COMMENT
/// clauses of our own DDL, so they are written once. Only what the catalog makes public leaves.
/// </summary>
public sealed class SqlSchemaReader(ClickHouseClient store, SqlCatalog catalog)
{
    static readonly string[] Keywords =
    [
        "ALL", "AND", "ANTI", "ANY", "ARRAY JOIN", "AS", "ASC", "ASOF", "BETWEEN", "BY", "CASE", "CAST", "CROSS JOIN", "DESC", "DESCRIBE", "DISTINCT",
        "ELSE", "END", "EXCEPT", "EXISTS", "EXPLAIN", "FALSE", "FILL", "FINAL", "FIRST", "FROM", "FULL", "GLOBAL", "GROUP BY", "GROUPING SETS", "HAVING",
        "ILIKE", "IN", "INNER", "INTERPOLATE", "INTERSECT", "INTERVAL", "IS", "JOIN", "LAST", "LEFT", "LIKE", "LIMIT", "NOT", "NULL", "NULLS", "OFFSET",
        "ON", "OR", "ORDER BY", "OUTER", "OVER", "PARTITION BY", "PREWHERE", "QUALIFY", "RECURSIVE", "REPLACE", "RIGHT", "ROLLUP", "ROWS", "SAMPLE",
        "SELECT", "SEMI", "SHOW COLUMNS", "SHOW TABLES", "STEP", "THEN", "TIES", "TOTALS", "TRUE", "UNION", "USING", "WHEN", "WHERE", "WINDOW", "WITH",
    ];

    IReadOnlyList<SqlFunction>? _functions;

    /// <summary>Tables, functions and keywords.</summary>
    internal async Task<SqlSchema> ReadAsync(CancellationToken ct)
    {
        var columns = await ColumnsAsync(ct);
        var tables = await TablesAsync(columns, ct);
        // The functions of an engine do not change while it runs; a newer engine means a newer process of ours, or a stale hint.
        _functions ??= await FunctionsAsync(ct);
        return new SqlSchema(tables, _functions, Keywords);
    }

    async Task<IReadOnlyList<SqlTable>> TablesAsync(ILookup<string, SqlTableColumn> columns, CancellationToken ct)
    {
        var rows = await RowsAsync(
            "SELECT name, engine, comment FROM system.tables WHERE database = {d:String} AND has({t:Array(String)}, name) ORDER BY name", ct);
        return [.. rows.Select(row => new SqlTable(row[0], row[1].EndsWith("View", StringComparison.Ordinal) ? "view" : "table", row[2], [.. columns[row[0]]]))];
    }

    async Task<ILookup<string, SqlTableColumn>> ColumnsAsync(CancellationToken ct)
    {
        var rows = await RowsAsync(
            "SELECT table, name, type, comment FROM system.columns WHERE database = {d:String} AND has({t:Array(String)}, table) ORDER BY table, position", ct);
        return rows.ToLookup(static row => row[0], static row => new SqlTableColumn(row[1], row[2], row[3]), StringComparer.Ordinal);
    }

    async Task<IReadOnlyList<SqlFunction>> FunctionsAsync(CancellationToken ct)
    {
        var rows = await RowsAsync(
            "SELECT name, if(is_aggregate, 'aggregate', 'scalar'), trim(syntax), trim(extract(trim(description), '^[^\\n]+')) FROM system.functions ORDER BY name", ct);
        return
        [
            .. rows.Where(static row => SqlFunctions.RuleFor(row[0]) == SqlFunctionRule.Allowed).Select(static row => new SqlFunction(row[0], row[1], row[2], row[3])),
            .. SqlFunctions.TableFunctions.Order(StringComparer.Ordinal).Select(static name => new SqlFunction(name, "table", "", "")),
        ];
    }

    async Task<List<string[]>> RowsAsync(string sql, CancellationToken ct)
    {
        var statement = new Statement(sql) { ReadOnly = true, MayLag = true, Caller = "sql-schema" }.With("d", catalog.Database).With("t", catalog.Names);
        await using var result = await store.OpenAsync(statement, "JSONCompactStringsEachRow", ct);
        using var reader = new StreamReader(result.Body);
        List<string[]> rows = [];
        while (await reader.ReadLineAsync(ct) is { Length: > 0 } line)
            rows.Add(JsonSerializer.Deserialize(line, SqlJsonContext.Default.StringArray) ?? []);
        return rows;
    }
}

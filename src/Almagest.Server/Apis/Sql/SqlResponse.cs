using System.Text.Json;

namespace Almagest.Server.Apis.Sql;

/// <summary>The answer to a query. It is written as a stream; this type gives its shape.</summary>
/// <param name="QueryId">The name under which the query ran.</param>
/// <param name="Columns">The columns, in order.</param>
/// <param name="Rows">One array per row, one value per column.</param>
/// <param name="Totals">The row of WITH TOTALS; absent without that clause.</param>
/// <param name="Statistics">What it took.</param>
/// <param name="Truncated">True when there were more rows than the limit.</param>
/// <param name="Error">Why it ended early, when it failed after rows had been sent; the rows before it are good.</param>
public sealed record SqlResponse(
    string QueryId,
    IReadOnlyList<SqlColumn> Columns,
    IReadOnlyList<IReadOnlyList<JsonElement>> Rows,
    IReadOnlyList<JsonElement>? Totals,
    SqlStatistics Statistics,
    bool Truncated,
    SqlProblemResponse? Error);

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name or alias.</param>
/// <param name="Type">Its ClickHouse type, such as <c>DateTime64(9, 'UTC')</c>.</param>
public sealed record SqlColumn(string Name, string Type);

/// <summary>What a query took.</summary>
/// <param name="Rows">Rows in the answer.</param>
/// <param name="RowsRead">Rows read from tables.</param>
/// <param name="BytesRead">Uncompressed bytes read from tables.</param>
/// <param name="ElapsedMs">Time from request to the last row, in milliseconds.</param>
/// <param name="MemoryBytes">Memory the store reported when the answer began: the peak for answers below 64 KiB.</param>
public sealed record SqlStatistics(long Rows, long RowsRead, long BytesRead, double ElapsedMs, long MemoryBytes);

/// <summary>A problem of a query, as <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Type">A stable address of the kind of problem.</param>
/// <param name="Title">The family of the problem.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Code">A stable snake_case word a program can test.</param>
/// <param name="Line">Line of the fault, from 1, when known.</param>
/// <param name="Column">Column of the fault in UTF-16 units, from 1, when known.</param>
public sealed record SqlProblemResponse(string Type, string Title, int Status, string Detail, string Code, int? Line, int? Column);

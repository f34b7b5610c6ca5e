using System.Text.Json;

namespace Almagest.Server.Apis.Sql;

/// <summary>A query to run or to explain.</summary>
/// <param name="Query">One SELECT, WITH, EXPLAIN, DESCRIBE, SHOW TABLES or SHOW COLUMNS statement of ClickHouse SQL.</param>
/// <param name="Parameters">Values for <c>{name:Type}</c> in the query: text, number, true or false, null, an array of texts or of
/// numbers, or an object of texts for a Map(String, String).</param>
/// <param name="Tenant">Whose data to read; the request's own tenant when absent.</param>
/// <param name="Limit">The most rows to return: 1 to 1,000,000; 10,000 when absent.</param>
/// <param name="QueryId">A name of 1 to 64 characters of A-Z, a-z, 0-9, "_" and "-" under which the query can be cancelled; made up when absent.</param>
/// <param name="QuoteBigIntegers">Writes integers of 64 bits and more as JSON strings, for readers that hold numbers as doubles.</param>
public sealed record SqlRequest(
    string? Query,
    IReadOnlyDictionary<string, JsonElement>? Parameters = null,
    string? Tenant = null,
    int? Limit = null,
    string? QueryId = null,
    bool QuoteBigIntegers = false);

using System.Text.RegularExpressions;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.GuardedSql;

namespace Almagest.Server.Apis.Sql;

/// <summary>Takes a request through all layers: guard, parse tree, then the restricted run.</summary>
public sealed partial class SqlRunner(SqlStore store, SqlCatalog catalog, SqlOptions options)
{
    /// <summary>The rows a request asks for.</summary>
    /// <exception cref="SqlProblemException">The limit is out of range.</exception>
    internal int Rows(SqlRequest request) => request.Limit switch
    {
        null => Math.Min(options.DefaultRows, options.MaxRows),
        { } limit when limit >= 1 && limit <= options.MaxRows => limit,
        { } limit => throw Invalid("bad_limit", $"limit {limit} is out of range: expected 1 to {options.MaxRows}"),
    };

    /// <summary>Checks a request and starts its query.</summary>
    /// <exception cref="SqlProblemException">It is not valid, not allowed, over a limit, or the store is away.</exception>
    internal async Task<RawResult> OpenAsync(SqlRequest request, TenantId tenant, SqlFormat format, CancellationToken ct)
    {
        var query = QueryOf(request);
        var guarded = SqlGuard.Check(query, catalog);
        var statement = await PrepareAsync(guarded.Text, request, tenant, ct);
        await store.CheckTreeAsync(statement, query, ct);
        statement = format.Apply(await store.NarrowAsync(statement, guarded, ct), Rows(request), request.QuoteBigIntegers);
        return await store.OpenAsync(statement, format.EngineName, query, ct);
    }

    /// <summary>Checks a request as <see cref="OpenAsync"/> does and returns the select it holds, ready to be explained.</summary>
    internal async Task<Statement> CheckSelectAsync(SqlRequest request, TenantId tenant, CancellationToken ct)
    {
        var query = QueryOf(request);
        var guarded = SqlGuard.Check(query, catalog);
        if (guarded.Kind != SqlStatementKind.Select)
            throw Invalid("not_a_select", $"only a SELECT can be explained, this is {guarded.Kind.ToString().ToUpperInvariant()}");
        var statement = await PrepareAsync(guarded.Text, request, tenant, ct);
        await store.CheckTreeAsync(statement, query, ct);
        return await store.NarrowAsync(statement, guarded, ct);
    }

    /// <summary>The id a tenant's query has in the store: with the tenant in front nobody can name another one's query.</summary>
    /// <exception cref="SqlProblemException">The id has other characters or is too long.</exception>
    internal static string EngineId(TenantId tenant, string queryId) => QueryId().IsMatch(queryId)
        ? $"sql/{tenant.Value}/{queryId}"
        : throw Invalid("bad_query_id", $"query id \"{queryId}\" is not valid: expected 1 to 64 characters of A-Z, a-z, 0-9, \"_\" and \"-\"");

    async ValueTask<Statement> PrepareAsync(string text, SqlRequest request, TenantId tenant, CancellationToken ct)
    {
        var statement = await store.PrepareAsync(text, tenant, ct);
        if (request.QueryId is { } id) statement = statement with { QueryId = EngineId(tenant, id) };
        return SqlParameters.Add(statement, request.Parameters);
    }

    static string QueryOf(SqlRequest request) =>
        request.Query ?? throw Invalid("empty_query", "field \"query\" is missing; send {\"query\": \"SELECT …\"}");

    static SqlProblemException Invalid(string code, string message) => new(new SqlProblem(SqlProblemKind.Invalid, code, message));

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex QueryId();
}

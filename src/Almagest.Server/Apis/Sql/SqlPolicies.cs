using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Query.GuardedSql;

namespace Almagest.Server.Apis.Sql;

/// <summary>
/// Makes sure that the store itself keeps tenants apart: every public table must have a row policy for the reading account that
/// compares <c>tenant</c> with the value we send as <c>log_comment</c>. Policies hold for every way to read a table, are applied
/// before anything the query computes, and show nothing when the value is missing. The setting
/// <c>additional_table_filters</c> does not do: <c>merge()</c> evades it, and conditions that run before it put other tenants'
/// values into error messages.
/// </summary>
public sealed class SqlPolicies(ClickHouseClient store, IStoreEndpoint endpoint, SqlCatalog catalog)
{
    /// <summary>The condition of each policy, as the engine's configuration or CREATE ROW POLICY must state it.</summary>
    public const string Condition = "tenant = getSetting('log_comment')";

    // Accounts and policies do not change while a store runs; asking once saves a round trip per query.
    bool _complete;

    /// <summary>Returns when every public table is covered.</summary>
    /// <exception cref="SqlProblemException">A table is not, or there is no account to cover it for: nobody may query until it is.</exception>
    internal async ValueTask RequireAsync(CancellationToken ct)
    {
        if (_complete) return;
        var address = await endpoint.GetAddressAsync(ct);
        var reader = address.Reader.User;
        // A policy on the account that writes would hide the rows from ourselves.
        if (reader == address.Writer.User)
            throw new SqlProblemException(new SqlProblem(SqlProblemKind.Unavailable, "reader_missing",
                $"SQL is off: people's queries would run as \"{reader}\", which owns the database; create an account for them and name it with --store-reader user:password"));
        var covered = await CoveredAsync(reader, ct);
        if (catalog.Tables.FirstOrDefault(table => !covered.Contains(table)) is { } bare)
            throw new SqlProblemException(new SqlProblem(SqlProblemKind.Unavailable, "policies_missing",
                $"SQL is off: account \"{reader}\" has no row policy on table \"{bare}\"; as an administrator of the store run: "
                + $"CREATE ROW POLICY {reader} ON {catalog.Database}.{bare} USING {Condition} TO {reader}"));
        _complete = true;
    }

    async Task<HashSet<string>> CoveredAsync(string reader, CancellationToken ct)
    {
        // A second policy on a table would widen the first one: permissive policies are joined by OR.
        var ask = new Statement("""
            SELECT table FROM system.row_policies
            WHERE database = {d:String} AND (apply_to_all OR has(apply_to_list, {r:String})) AND NOT has(apply_to_except, {r:String})
            GROUP BY table HAVING count() = 1 AND any(replaceAll(select_filter, ' ', '')) = replaceAll({c:String}, ' ', '')
            """) { ReadOnly = true, MayLag = true, Caller = "sql-policies" }.With("d", catalog.Database).With("r", reader).With("c", Condition);
        await using var result = await store.OpenAsync(ask, "JSONCompactEachRow", ct);
        using var text = new StreamReader(result.Body);
        HashSet<string> covered = new(StringComparer.Ordinal);
        while (await text.ReadLineAsync(ct) is { Length: > 0 } line)
            covered.UnionWith(JsonSerializer.Deserialize(line, SqlJsonContext.Default.StringArray) ?? []);
        return covered;
    }
}

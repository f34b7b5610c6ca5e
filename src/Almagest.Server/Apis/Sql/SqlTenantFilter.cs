using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Query.GuardedSql;

namespace Almagest.Server.Apis.Sql;

/// <summary>
/// Makes a query see one tenant's rows. Best are row policies of the reading account that compare <c>tenant</c> with the value we
/// send as <c>log_comment</c>: they hold for every way to read a table, <c>merge()</c> included, and show nothing when the value
/// is missing. Tables without such a policy get <c>additional_table_filters</c>. Never both on one table: 26.7 then fails
/// joins with "Not found column tenant in block".
/// </summary>
public sealed class SqlTenantFilter(ClickHouseClient store, IStoreEndpoint endpoint, SqlCatalog catalog)
{
    /// <summary>The condition of the policies, as the engine's configuration or CREATE ROW POLICY must state it.</summary>
    public const string Policy = "tenant = getSetting('log_comment')";

    // Accounts and policies do not change while a store runs; asking once saves a round trip per query.
    IReadOnlyCollection<string>? _withoutPolicy;

    /// <summary>The statement, restricted to a tenant.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be asked for its policies.</exception>
    internal async ValueTask<Statement> ApplyAsync(Statement statement, string tenant, CancellationToken ct)
    {
        var withoutPolicy = _withoutPolicy ??= await WithoutPolicyAsync(ct);
        var restricted = statement with { Caller = tenant };
        return withoutPolicy.Count == 0 ? restricted : restricted.Setting("additional_table_filters", catalog.TenantFilters(tenant, withoutPolicy));
    }

    async Task<IReadOnlyCollection<string>> WithoutPolicyAsync(CancellationToken ct)
    {
        var reader = (await endpoint.GetAddressAsync(ct)).Reader.User;
        // A second policy on a table would widen the first one: permissive policies are joined by OR.
        var ask = new Statement("""
            SELECT table FROM system.row_policies
            WHERE database = {d:String} AND (apply_to_all OR has(apply_to_list, {r:String})) AND NOT (apply_to_all AND has(apply_to_except, {r:String}))
            GROUP BY table HAVING count() = 1 AND any(replaceAll(select_filter, ' ', '')) = replaceAll({p:String}, ' ', '')
            """) { ReadOnly = true, Caller = "sql-policies" }.With("d", catalog.Database).With("r", reader).With("p", Policy);
        await using var result = await store.OpenAsync(ask, "JSONCompactEachRow", ct);
        using var text = new StreamReader(result.Body);
        HashSet<string> covered = new(StringComparer.Ordinal);
        while (await text.ReadLineAsync(ct) is { Length: > 0 } line)
            covered.UnionWith(JsonSerializer.Deserialize(line, SqlJsonContext.Default.StringArray) ?? []);
        return [.. catalog.Tables.Where(table => !covered.Contains(table))];
    }
}

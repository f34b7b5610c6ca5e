using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>Names of tags by scope: from what the store keeps per day, or of the spans a filter finds.</summary>
public sealed class SpanTagNames(ClickHouseClient client, ResourceCatalog resources)
{
    const int MaxNames = 2_000;

    const string Kept = """
        SELECT scope, key FROM span_attributes
        WHERE tenant = {tenant:String} AND day BETWEEN toDate(fromUnixTimestamp64Nano({start:Int64}, 'UTC')) AND toDate(fromUnixTimestamp64Nano({end:Int64}, 'UTC'))
        GROUP BY scope, key ORDER BY scope, key LIMIT {limit:UInt32} BY scope
        """;

    static readonly string[] Scopes = ["resource", "span", "event", "link", "instrumentation"];

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>The intrinsics that are offered: not those few people ask for.</summary>
    public static IReadOnlyList<string> Intrinsics { get; } =
        [.. IntrinsicInfo.All.Where(static i => i.Intrinsic is not (Intrinsic.NestedSetLeft or Intrinsic.NestedSetRight or Intrinsic.NestedSetParent or Intrinsic.Parent or Intrinsic.ChildCount))
            .SelectMany(static i => new[] { i.Word, i.Scoped }).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Names by scope, sorted; scopes without any are left out.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="scope">One scope, or all when null.</param>
    /// <param name="filter">Of spans that meet this; null for all.</param>
    /// <param name="search">When, and how many names of a scope; 0 for as many as there may be.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<(string Scope, IReadOnlyList<string> Names)>> ReadAsync(
        TenantId tenant, string? scope, FieldExpr? filter, (long Start, long End, int Limit) search, CancellationToken ct)
    {
        if (scope == "intrinsic")
            return [("intrinsic", Intrinsics)];
        var origins = await resources.GetAsync(tenant, ct);
        var parameters = new SqlParameters();
        var names = Scopes.ToDictionary(static s => s, static _ => new SortedSet<string>(StringComparer.Ordinal));
        var limit = search.Limit is > 0 and < MaxNames ? search.Limit : MaxNames;
        if (filter is not null && new SpanConditions(parameters, origins).Of(filter).Sql is { } where)
        {
            await FilteredAsync(parameters.AddTo(Filtered(tenant, where, search)), names, origins, ct);
        }
        else
        {
            await KeptAsync(new Statement(Kept).With("tenant", tenant.Value).With("start", search.Start).With("end", search.End).With("limit", limit), names, ct);
            names["resource"].UnionWith(origins.Resources.Values.SelectMany(static r => r.Select(static a => a.Key)));
            names["instrumentation"].UnionWith(origins.Scopes.Values.SelectMany(static s => s.Select(static a => a.Key)));
        }

        var found = Scopes.Where(s => (scope is null || scope == s) && names[s].Count > 0).Select(s => (s, (IReadOnlyList<string>)[.. names[s].Take(limit)]));
        return scope is null ? [.. found, ("intrinsic", Intrinsics)] : [.. found];
    }

    static Statement Filtered(TenantId tenant, string where, (long Start, long End, int Limit) search) => new Statement($$"""
        SELECT groupUniqArrayArray(arrayMap(k -> toString(k), mapKeys(attributes))) AS span,
            groupUniqArrayArray(arrayMap(k -> toString(k), arrayFlatten(arrayMap(a -> mapKeys(a), events.attributes)))) AS event,
            groupUniqArrayArray(arrayMap(k -> toString(k), arrayFlatten(arrayMap(a -> mapKeys(a), links.attributes)))) AS link,
            arrayMap(i -> toString(i), groupUniqArray(resource_id)) AS resources, arrayMap(i -> toString(i), groupUniqArray(scope_id)) AS scopes
        FROM spans WHERE tenant = {tenant:String} AND {{SpanTime.UpTo("start", "end")}} AND {{where}}
        """).With("tenant", tenant.Value).With("start", search.Start).With("end", search.End);

    async Task FilteredAsync(Statement statement, Dictionary<string, SortedSet<string>> names, SpanOrigins origins, CancellationToken ct)
    {
        await foreach (var block in client.ReadAsync(Bounded(statement), ct))
        {
            for (var row = 0; row < block.Rows; row++)
            {
                foreach (var scope in new[] { "span", "event", "link" })
                    names[scope].UnionWith(Cells.Texts(block, scope, row));
                names["resource"].UnionWith(Keys(origins.Resources, Cells.Texts(block, "resources", row)));
                names["instrumentation"].UnionWith(Keys(origins.Scopes, Cells.Texts(block, "scopes", row)));
            }
        }
    }

    async Task KeptAsync(Statement statement, Dictionary<string, SortedSet<string>> names, CancellationToken ct)
    {
        await foreach (var block in client.ReadAsync(Bounded(statement), ct))
            for (var row = 0; row < block.Rows; row++)
                names[Cells.Text(block, "scope", row)].Add(Cells.Text(block, "key", row));
    }

    static Statement Bounded(Statement statement) => statement with { Caller = "span-tag-names", ReadOnly = true, Timeout = TimeLimit };

    static IEnumerable<string> Keys(IReadOnlyDictionary<ulong, IReadOnlyList<SpanAttribute>> origins, IEnumerable<string> ids) =>
        ids.SelectMany(id => origins.GetValueOrDefault(ulong.Parse(id, System.Globalization.CultureInfo.InvariantCulture)) ?? []).Select(static a => a.Key);
}

using System.Collections.Concurrent;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>
/// The resources and instrumentation scopes of each tenant in memory, typed, read again when older than two seconds. Spans carry their
/// numbers only, and a condition on a resource becomes a list of numbers, so that the attributes of a resource are looked at once and not
/// per span.
/// </summary>
public sealed class ResourceCatalog(ClickHouseClient client, TimeProvider time)
{
    // One statement, since each costs a way to the store and back.
    const string Sql = """
        SELECT toUInt8(0) AS what, resource_id AS id, attributes, toString(attribute_types) AS types FROM resources WHERE tenant = {tenant:String}
        UNION ALL SELECT 1, scope_id, attributes, toString(attribute_types) FROM scopes WHERE tenant = {tenant:String}
        UNION ALL SELECT 2, 0, CAST(map(), 'Map(LowCardinality(String), LowCardinality(String))'), concat(scope, '.', key)
            FROM span_attributes WHERE tenant = {tenant:String} AND type = 'a'
        """;

    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, (DateTimeOffset Read, SpanOrigins Origins)> _tenants = new();

    /// <summary>
    /// All of it as it was last read, however long ago: what a number stands for never changes, only new ones come. Null when it was
    /// never read.
    /// </summary>
    internal SpanOrigins? Known(TenantId tenant) => _tenants.TryGetValue(tenant.Value, out var known) ? known.Origins : null;

    /// <summary>What the conditions and groupings of a query need: many depend on nothing here, and are spared the way to the store.</summary>
    internal async Task<SpanOrigins> ForAsync(TenantId tenant, TraceQlQuery query, CancellationToken ct) =>
        !QueryNeeds.Origins(query) && Known(tenant) is { } known ? known : await GetAsync(tenant, ct);

    /// <summary>All of it.</summary>
    public async Task<SpanOrigins> GetAsync(TenantId tenant, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_tenants.TryGetValue(tenant.Value, out var known) && now - known.Read < MaxAge)
            return known.Origins;
        var (resources, scopes, lists) = (new Dictionary<ulong, IReadOnlyList<SpanAttribute>>(), new Dictionary<ulong, IReadOnlyList<SpanAttribute>>(), new HashSet<string>(StringComparer.Ordinal));
        var statement = new Statement(Sql) { Caller = "resource-catalog", ReadOnly = true, Timeout = TimeSpan.FromSeconds(10) }.With("tenant", tenant.Value);
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var (what, ids, reader) = (block.Fixed<byte>("what"), block.Fixed<ulong>("id"), new AttributeReader(block, "attributes", "types"));
            for (var row = 0; row < block.Rows; row++)
            {
                if (what[row] == 2)
                    lists.Add(Cells.Text(block, "types", row));
                else
                    (what[row] == 0 ? resources : scopes)[ids[row]] = reader.Read(row);
            }
        }

        var origins = new SpanOrigins(resources, scopes, lists);
        _tenants[tenant.Value] = (now, origins);
        return origins;
    }
}

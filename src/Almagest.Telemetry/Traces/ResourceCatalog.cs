using System.Collections.Concurrent;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Model.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>
/// The resources of each tenant in memory, typed, read again when older than two seconds. Spans carry a resource's number only, and
/// a condition on a resource becomes a list of numbers, so that the attributes of a resource are looked at once and not per span.
/// </summary>
public sealed class ResourceCatalog(ClickHouseClient client, TimeProvider time)
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, (DateTimeOffset Read, IReadOnlyDictionary<ulong, IReadOnlyList<SpanAttribute>> Resources)> _tenants = new();

    /// <summary>
    /// Attributes by number as they were last read, however long ago: what a number stands for never changes, only new ones come. Null
    /// when they were never read.
    /// </summary>
    internal IReadOnlyDictionary<ulong, IReadOnlyList<SpanAttribute>>? Known(TenantId tenant) => _tenants.TryGetValue(tenant.Value, out var known) ? known.Resources : null;

    /// <summary>Attributes by number.</summary>
    public async Task<IReadOnlyDictionary<ulong, IReadOnlyList<SpanAttribute>>> GetAsync(TenantId tenant, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_tenants.TryGetValue(tenant.Value, out var known) && now - known.Read < MaxAge)
            return known.Resources;
        var resources = new Dictionary<ulong, IReadOnlyList<SpanAttribute>>();
        var statement = new Statement("SELECT resource_id, attributes, attribute_types FROM resources WHERE tenant = {tenant:String}")
        { Caller = "resource-catalog", ReadOnly = true, Timeout = TimeSpan.FromSeconds(10) }.With("tenant", tenant.Value);
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var (ids, reader) = (block.Fixed<ulong>("resource_id"), new AttributeReader(block, "attributes", "attribute_types"));
            for (var row = 0; row < block.Rows; row++)
                resources[ids[row]] = reader.Read(row);
        }

        _tenants[tenant.Value] = (now, resources);
        return resources;
    }
}

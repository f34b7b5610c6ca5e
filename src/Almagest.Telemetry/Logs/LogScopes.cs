using System.Collections.Concurrent;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>
/// Attributes of OpenTelemetry's scopes as structured metadata. A row of <c>logs</c> has the number of its scope only; what belongs to a number never
/// changes, so each is read once and kept.
/// </summary>
sealed class LogScopes(ClickHouseClient client)
{
    // Programs have some hundred scopes; beyond so many they are read anew.
    const int MaxKept = 20_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<(string Tenant, ulong Scope), Labels> _kept = new();

    /// <summary>Adds to <paramref name="known"/> what of a column of numbers it does not have yet.</summary>
    internal async Task AddAsync(TenantId tenant, ResultColumn<ulong> scopes, int rows, Dictionary<ulong, Labels> known, CancellationToken ct)
    {
        var unknown = new HashSet<ulong>();
        for (var row = 0; row < rows; row++)
        {
            if (scopes[row] == 0 || known.ContainsKey(scopes[row]))
                continue;
            if (_kept.TryGetValue((tenant.Value, scopes[row]), out var kept))
                known[scopes[row]] = kept;
            else
                unknown.Add(scopes[row]);
        }

        if (unknown.Count > 0)
            await LoadAsync(tenant, unknown, known, ct);
    }

    /// <summary>Scopes with attributes of these names.</summary>
    internal async Task<List<ulong>> WithAsync(TenantId tenant, IEnumerable<string> names, CancellationToken ct)
    {
        var parameters = new SqlParameters();
        var wanted = string.Join(", ", names.Select(parameters.Text));
        if (wanted.Length == 0)
            return [];
        // Members of a map have names of their own, which its text does not tell here.
        var statement = parameters.AddTo(new Statement($$"""
            SELECT DISTINCT scope_id FROM scopes WHERE tenant = {tenant:String} AND (position(attribute_types, 'm') > 0
                OR arrayExists(k -> {{MetadataColumns.NameOf("k")}} IN ({{wanted}}), mapKeys(attributes)))
            """) { Caller = "log-scopes-named", ReadOnly = true, Timeout = TimeLimit }).With("tenant", tenant.Value);
        var found = new List<ulong>();
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                found.Add(block.Fixed<ulong>("scope_id")[row]);
        return found;
    }

    async Task LoadAsync(TenantId tenant, HashSet<ulong> unknown, Dictionary<ulong, Labels> known, CancellationToken ct)
    {
        var statement = new Statement($$"""
            SELECT scope_id, any(attributes) AS attributes, toString(any(attribute_types)) AS types, any(dropped_attributes) AS dropped FROM scopes
            WHERE tenant = {tenant:String} AND scope_id IN ({{string.Join(',', unknown)}}) GROUP BY scope_id
            """) { Caller = "log-scopes", ReadOnly = true, Timeout = TimeLimit }.With("tenant", tenant.Value).Setting("max_query_size", 4 << 20);
        await foreach (var block in client.ReadAsync(statement, ct))
            Read(block, tenant, known);
        // A scope may be stored behind its first lines: it is looked for again by the next query.
        foreach (var missing in unknown)
            known.TryAdd(missing, Labels.Empty);
    }

    void Read(ResultBlock block, TenantId tenant, Dictionary<ulong, Labels> known)
    {
        var (ids, dropped, maps) = (block.Fixed<ulong>("scope_id"), block.Fixed<uint>("dropped"), block.Get<MapResultColumn>("attributes"));
        var (names, values, types) = (new TextReaderColumn(maps.Keys), new TextReaderColumn(maps.Values), new TextReaderColumn(block["types"]));
        var metadata = new LogMetadata();
        for (var row = 0; row < block.Rows; row++)
        {
            metadata.Clear();
            var (start, count) = maps[row].GetOffsetAndLength(maps.Keys.Rows);
            for (var i = 0; i < count; i++)
                metadata.AddAttribute(names[start + i], values[start + i], i < types[row].Length ? types[row][i] : 's');
            metadata.AddNumber("scope_dropped_attributes_count", dropped[row]);
            Keep((tenant.Value, ids[row]), known[ids[row]] = metadata.ToLabels());
        }
    }

    void Keep((string Tenant, ulong Scope) key, Labels labels)
    {
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        _kept[key] = labels;
    }
}

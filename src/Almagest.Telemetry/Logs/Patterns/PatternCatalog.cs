using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>What is stored about a pattern.</summary>
sealed record StoredPattern(string Id, string Service, string Template, string Form, string MergedInto, long FirstSeenNano, string Level, string Sample);

/// <summary>Reads what is stored about patterns.</summary>
sealed class PatternCatalog(ClickHouseClient client)
{
    /// <summary>Ids that one statement takes: the server reads no more than 128 KiB of a parameter.</summary>
    internal const int MostIds = 4_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Patterns by id, and those that stand for them.</summary>
    internal async Task<Dictionary<string, StoredPattern>> ReadAsync(TenantId tenant, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var found = new Dictionary<string, StoredPattern>();
        await ReadAsync(tenant, ids, found, ct);
        var roots = found.Values.Select(static p => p.MergedInto).Where(id => id.Length > 0 && !found.ContainsKey(id)).Distinct().ToList();
        await ReadAsync(tenant, roots, found, ct);
        return found;
    }

    async Task ReadAsync(TenantId tenant, IReadOnlyList<string> ids, Dictionary<string, StoredPattern> into, CancellationToken ct)
    {
        foreach (var part in ids.Chunk(MostIds))
        {
            var statement = new Statement("""
                SELECT pattern_id, toString(service) AS name, template, toString(form) AS kind, merged_into, first_seen, toString(level) AS first_level, sample
                FROM log_patterns FINAL WHERE tenant = {tenant:String} AND pattern_id IN {ids:Array(String)}
                """) { Caller = "log-patterns", ReadOnly = true, Timeout = TimeLimit }.With("tenant", tenant.Value).With("ids", part);
            await foreach (var block in client.ReadAsync(statement, ct))
            {
                var (names, kinds, levels) = (new TextReaderColumn(block["name"]), new TextReaderColumn(block["kind"]), new TextReaderColumn(block["first_level"]));
                var (keys, templates, merged, samples) = (block.Strings("pattern_id"), block.Strings("template"), block.Strings("merged_into"), block.Strings("sample"));
                var first = block.Fixed<long>("first_seen");
                for (var row = 0; row < block.Rows; row++)
                    into[keys.GetString(row)] = new StoredPattern(keys.GetString(row), names[row], templates.GetString(row), kinds[row], merged.GetString(row), first[row], levels[row], samples.GetString(row));
            }
        }
    }
}

using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.TraceQL;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Names and values of tags, read from the resources' catalogue and the spans of the time range.</summary>
sealed class TempoTags(ClickHouseClient client)
{
    const int MaxNames = 2_000;
    const int MaxValues = 1_000;

    // The range of quarter hours is what the order of the table can use.
    const string InRange = "tenant = {tenant:String} AND time BETWEEN fromUnixTimestamp64Nano({start:Int64}) AND fromUnixTimestamp64Nano({end:Int64})"
        + " AND toStartOfFifteenMinutes(time) BETWEEN toStartOfFifteenMinutes(fromUnixTimestamp64Nano({start:Int64}, 'UTC')) AND toStartOfFifteenMinutes(fromUnixTimestamp64Nano({end:Int64}, 'UTC'))";

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Names by scope.</summary>
    internal async Task<IReadOnlyList<(string Scope, IReadOnlyList<string> Names)>> NamesAsync(TenantId tenant, string? scope, (long Start, long End) range, CancellationToken ct)
    {
        (string Scope, string Sql)[] sources =
        [
            ("resource", "SELECT DISTINCT toString(arrayJoin(mapKeys(attributes))) AS text FROM resources WHERE tenant = {tenant:String}"),
            ("span", $"SELECT DISTINCT toString(arrayJoin(mapKeys(attributes))) AS text FROM spans WHERE {InRange}"),
            ("event", $"SELECT DISTINCT toString(arrayJoin(arrayFlatten(arrayMap(a -> mapKeys(a), events.attributes)))) AS text FROM spans WHERE {InRange} AND notEmpty(events.time)"),
            ("link", $"SELECT DISTINCT toString(arrayJoin(arrayFlatten(arrayMap(a -> mapKeys(a), links.attributes)))) AS text FROM spans WHERE {InRange} AND notEmpty(links.trace_id)"),
        ];
        var names = new List<(string, IReadOnlyList<string>)>();
        foreach (var source in sources.Where(s => scope is null || s.Scope == scope))
            names.Add((source.Scope, await TextsAsync($"{source.Sql} ORDER BY text LIMIT {MaxNames}", tenant, null, range, ct)));
        if (scope is null or "intrinsic")
            names.Add(("intrinsic", [.. IntrinsicInfo.All.Select(static i => i.Word ?? i.Scoped)]));
        return names;
    }

    /// <summary>Values of a tag, written as in TraceQL: <c>span.x</c>, <c>resource.x</c>, <c>.x</c>, <c>x</c>, or an intrinsic; with their type.</summary>
    internal async Task<IReadOnlyList<(string Type, string Value)>> ValuesAsync(TenantId tenant, string tag, (long Start, long End) range, CancellationToken ct)
    {
        if (IntrinsicInfo.ByWord.TryGetValue(tag, out var intrinsic) || (tag == "root.name" && IntrinsicInfo.ByWord.TryGetValue("rootName", out intrinsic)))
            return await IntrinsicAsync(intrinsic, tenant, range, ct);
        var (inSpan, inResource, key) = tag.StartsWith("span.", StringComparison.Ordinal) ? (true, false, tag[5..])
            : tag.StartsWith("resource.", StringComparison.Ordinal) ? (false, true, tag[9..]) : (true, true, tag.TrimStart('.'));
        var sources = new List<string>();
        if (inResource)
            sources.Add("SELECT toString(attributes[{key:String}]) AS text, substring(toString(attribute_types), indexOf(mapKeys(attributes), {key:String}), 1) AS letter FROM resources WHERE tenant = {tenant:String} AND mapContains(attributes, {key:String})");
        if (inSpan)
            sources.Add($"SELECT attributes[{{key:String}}] AS text, substring(toString(attribute_types), indexOf(mapKeys(attributes), {{key:String}}), 1) AS letter FROM spans WHERE {InRange} AND mapContains(attributes, {{key:String}})");
        var sql = $"SELECT DISTINCT concat(letter, text) AS text FROM ({string.Join(" UNION ALL ", sources)}) ORDER BY text LIMIT {MaxValues}";
        return [.. (await TextsAsync(sql, tenant, key, range, ct)).Where(static t => t.Length > 1).Select(static t => (TypeOf(t[0]), t[1..]))];
    }

    static string TypeOf(char letter) => letter switch { 'i' => "int", 'd' => "float", 'b' => "bool", _ => "string" };

    async Task<IReadOnlyList<(string, string)>> IntrinsicAsync(IntrinsicInfo intrinsic, TenantId tenant, (long Start, long End) range, CancellationToken ct)
    {
        var column = intrinsic.Intrinsic switch
        {
            Intrinsic.Name or Intrinsic.RootName => "name",
            Intrinsic.RootService => "service",
            Intrinsic.StatusMessage => "status_message",
            Intrinsic.InstrumentationName => "scope_name",
            Intrinsic.InstrumentationVersion => "scope_version",
            Intrinsic.EventName => "arrayJoin(events.name)",
            _ => null,
        };
        if (intrinsic.Intrinsic == Intrinsic.Status)
            return [("keyword", "error"), ("keyword", "ok"), ("keyword", "unset")];
        if (intrinsic.Intrinsic == Intrinsic.Kind)
            return [("keyword", "client"), ("keyword", "consumer"), ("keyword", "internal"), ("keyword", "producer"), ("keyword", "server"), ("keyword", "unspecified")];
        if (column is null)
            return [];
        var root = intrinsic.Intrinsic is Intrinsic.RootName or Intrinsic.RootService ? " AND parent_span_id = ''" : "";
        var texts = await TextsAsync($"SELECT DISTINCT toString({column}) AS text FROM spans WHERE {InRange}{root} ORDER BY text LIMIT {MaxValues}", tenant, null, range, ct);
        return [.. texts.Where(static t => t.Length > 0).Select(static t => ("string", t))];
    }

    async Task<List<string>> TextsAsync(string sql, TenantId tenant, string? key, (long Start, long End) range, CancellationToken ct)
    {
        var statement = new Statement(sql) { Caller = "tempo-tags", ReadOnly = true, Timeout = TimeLimit }.With("tenant", tenant.Value);
        if (sql.Contains("{start:", StringComparison.Ordinal))
            statement = statement.With("start", range.Start).With("end", range.End);
        var texts = new List<string>();
        await foreach (var block in client.ReadAsync(key is null ? statement : statement.With("key", key), ct))
            for (var row = 0; row < block.Rows; row++)
                texts.Add(block["text"].GetString(row) ?? "");
        return texts;
    }
}

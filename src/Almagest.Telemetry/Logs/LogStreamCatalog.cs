using System.Collections.Concurrent;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Which log streams there are. Labels of a stream are made once and kept; what has lines when is asked each time.</summary>
public sealed class LogStreamCatalog(ClickHouseClient client)
{
    const long Hour = 3_600_000_000_000;

    // The column ends in 2106.
    const long LastHour = 4_294_000_000_000_000_000;

    /// <summary>A time behind all lines, Unix nanoseconds.</summary>
    internal const long End = LastHour;

    // About 500 bytes each: 100 MB at the limit. Beyond it labels are made anew.
    const int MaxKept = 200_000;

    // Beyond so many all labels are read: a longer list costs more than it saves.
    const int MostListed = 5_000;

    // The store finds the blocks of fewer lines in less time than it takes to ask how many others there are.
    const long FewLines = 10_000_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<(string Tenant, StreamKey Key, string Service), (Labels Stream, Labels Metadata)> _labels = new();
    int _kept;

    /// <summary>Attributes of OpenTelemetry's scopes.</summary>
    internal LogScopes Scopes { get; } = new(client);

    /// <summary>Streams with lines in the hours that a range touches and labels that satisfy all matchers.</summary>
    /// <param name="tenant">Owner.</param>
    /// <param name="matchers">Conditions; none for all streams.</param>
    /// <param name="fromNano">Begin of the range, Unix nanoseconds.</param>
    /// <param name="toNano">End of the range, not part of it.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<List<StoredStream>> FindAsync(TenantId tenant, IReadOnlyList<LabelMatcher> matchers, long fromNano, long toNano, CancellationToken ct)
    {
        var (where, parameters, _) = Where(matchers);
        var statement = parameters.AddTo(new Statement($"""
            SELECT resource_id, source, service, sum(log_streams.lines) AS lines, sum(log_streams.bytes) AS bytes FROM log_streams
            WHERE {where} GROUP BY resource_id, source, service
            """) { Caller = "log-streams", ReadOnly = true, Timeout = TimeLimit });
        var (streams, unknown) = (new List<StoredStream>(), new List<StoredStream>());
        await foreach (var block in client.ReadAsync(InRange(statement, tenant, fromNano, toNano), ct))
            Read(block, tenant, streams, unknown);
        if (unknown.Count > 0)
            await LoadAsync(tenant, matchers, (fromNano, toNano), streams, unknown, ct);
        streams.RemoveAll(stream => !Matches(stream.Labels, matchers));
        return streams;
    }

    /// <summary>Names of labels of the streams that <see cref="FindAsync"/> finds, sorted.</summary>
    public async Task<List<string>> NamesAsync(TenantId tenant, IReadOnlyList<LabelMatcher> matchers, long fromNano, long toNano, CancellationToken ct)
    {
        var (where, parameters, exact) = Where(matchers);
        var names = new HashSet<string>();
        if (!exact)
        {
            names.UnionWith((await FindAsync(tenant, matchers, fromNano, toNano, ct)).SelectMany(static s => s.Labels).Select(static l => l.Name));
            return [.. names.Order(StringComparer.Ordinal)];
        }

        // Every stream has a service, also one without any label of its own.
        var statement = parameters.AddTo(new Statement($"""
            SELECT DISTINCT source, arrayJoin(arrayConcat([''], mapKeys(mapFilter((k, v) -> v != '', resource)))) AS name FROM log_streams WHERE {where}
            """) { Caller = "log-label-names", ReadOnly = true, Timeout = TimeLimit });
        await foreach (var block in client.ReadAsync(InRange(statement, tenant, fromNano, toNano), ct))
        {
            var (sources, found) = (new TextReaderColumn(block["source"]), new TextReaderColumn(block["name"]));
            for (var row = 0; row < block.Rows; row++)
                if ((found[row].Length == 0 ? StreamLabels.ServiceName : sources[row] == StreamLabels.Otlp ? StreamLabels.LabelOf(found[row]) : found[row]) is { } label)
                    names.Add(label);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Values of a label of the streams that <see cref="FindAsync"/> finds, sorted.</summary>
    public async Task<List<string>> ValuesAsync(TenantId tenant, string label, IReadOnlyList<LabelMatcher> matchers, (long FromNano, long ToNano) range, CancellationToken ct)
    {
        var (where, parameters, exact) = Where(matchers);
        var values = new HashSet<string>();
        if (!exact)
        {
            values.UnionWith((await FindAsync(tenant, matchers, range.FromNano, range.ToNano, ct)).Select(s => s.Labels[label]).Where(static v => v.Length > 0));
            return [.. values.Order(StringComparer.Ordinal)];
        }

        var value = StreamSql.Value(label, parameters);
        var statement = parameters.AddTo(new Statement($"SELECT DISTINCT {value} AS value FROM log_streams WHERE {where} AND {value} != ''")
            { Caller = "log-label-values", ReadOnly = true, Timeout = TimeLimit });
        await foreach (var block in client.ReadAsync(InRange(statement, tenant, range.FromNano, range.ToNano), ct))
        {
            var found = new TextReaderColumn(block["value"]);
            for (var row = 0; row < block.Rows; row++)
                values.Add(found[row]);
        }

        return [.. values.Order(StringComparer.Ordinal)];
    }

    /// <summary>Lines of streams by hour, in order of time; of all streams when none are given.</summary>
    public async Task<List<(long HourNano, long Lines)>> CountAsync(TenantId tenant, IEnumerable<ulong>? streams, long fromNano, long toNano, CancellationToken ct)
    {
        var some = streams is null ? "" : $" AND resource_id IN ({string.Join(',', streams)})";
        var statement = new Statement($$"""
            SELECT toInt64(toUnixTimestamp(hour)) AS second, toInt64(sum(lines)) AS lines FROM log_streams
            WHERE tenant = {tenant:String} AND hour >= toDateTime({from:Int64}, 'UTC') AND hour < toDateTime({to:Int64}, 'UTC'){{some}} GROUP BY second ORDER BY second
            """) { Caller = "log-hours", ReadOnly = true, Timeout = TimeLimit };
        var hours = new List<(long, long)>();
        await foreach (var block in client.ReadAsync(InRange(statement, tenant, fromNano, toNano).Setting("max_query_size", 4 << 20), ct))
            for (var row = 0; row < block.Rows; row++)
                hours.Add((block.Fixed<long>("second")[row] * 1_000_000_000, block.Fixed<long>("lines")[row]));
        return hours;
    }

    /// <summary>Lines by hour of the streams a selection finds, and how many lines their services have of other streams.</summary>
    internal async Task<(List<(long HourNano, long Lines)> Lines, long Others)> CountAsync(TenantId tenant, LogWhere where, CancellationToken ct)
    {
        var (from, to) = (where.Selection.FromNano, where.Selection.ToNano);
        if (where.Listed is not { } listed)
            return (await CountAsync(tenant, null, from, to, ct), long.MaxValue);
        var parameters = new SqlParameters();
        var services = where.Services is null ? "" : $" AND service IN ({string.Join(", ", where.Services.Select(parameters.Text))})";
        var statement = parameters.AddTo(new Statement($$"""
            SELECT toInt64(toUnixTimestamp(hour)) AS second, toInt64(sumIf(log_streams.lines, resource_id IN ({{string.Join(',', listed)}}))) AS lines,
                toInt64(sum(log_streams.lines)) AS total
            FROM log_streams WHERE tenant = {tenant:String} AND hour >= toDateTime({from:Int64}, 'UTC') AND hour < toDateTime({to:Int64}, 'UTC'){{services}}
            GROUP BY second ORDER BY second
            """) { Caller = "log-hours", ReadOnly = true, Timeout = TimeLimit });
        var (hours, others) = (new List<(long, long)>(), 0L);
        await foreach (var block in client.ReadAsync(InRange(statement, tenant, from, to).Setting("max_query_size", 4 << 20), ct))
            for (var row = 0; row < block.Rows; row++)
            {
                var lines = block.Fixed<long>("lines")[row];
                others += block.Fixed<long>("total")[row] - lines;
                if (lines > 0)
                    hours.Add((block.Fixed<long>("second")[row] * 1_000_000_000, lines));
            }

        return (hours, others);
    }

    /// <summary>Whether a piece has most of the lines, of all tenants, that are stored for the days it touches; small ones count as if not.</summary>
    internal async ValueTask<bool> IsMostAsync(LogSlice slice, CancellationToken ct)
    {
        if (slice.Lines < FewLines)
            return false;
        var statement = new Statement("""
            SELECT toInt64(sum(rows)) FROM system.parts WHERE database = currentDatabase() AND table = 'logs' AND active
                AND min_date <= toDate({to:DateTime64(9)}) AND max_date >= toDate({from:DateTime64(9)})
            """) { Caller = "log-days", ReadOnly = true, MayLag = true, Timeout = TimeLimit };
        return slice.Lines * 2 >= await client.ScalarAsync<long>(statement.WithNanos("from", slice.FromNano).WithNanos("to", slice.ToNano), ct);
    }

    /// <summary>Conditions on <c>log_streams</c>, and whether they are all there is to judge.</summary>
    internal static (string Where, SqlParameters Parameters, bool Exact) Where(IReadOnlyList<LabelMatcher> matchers)
    {
        var parameters = new SqlParameters();
        var conditions = new List<string> { "tenant = {tenant:String}", "hour >= toDateTime({from:Int64}, 'UTC')", "hour < toDateTime({to:Int64}, 'UTC')" };
        var exact = true;
        foreach (var matcher in matchers)
            exact &= StreamSql.Append(matcher, parameters, conditions);
        return (string.Join(" AND ", conditions), parameters, exact);
    }

    void Read(ResultBlock block, TenantId tenant, List<StoredStream> known, List<StoredStream> unknown)
    {
        var (ids, lines, bytes) = (block.Fixed<ulong>("resource_id"), block.Fixed<ulong>("lines"), block.Fixed<ulong>("bytes"));
        var (sources, services) = (new TextReaderColumn(block["source"]), new TextReaderColumn(block["service"]));
        for (var row = 0; row < block.Rows; row++)
        {
            var (key, service) = (new StreamKey(ids[row], sources[row]), services[row]);
            var isKnown = _labels.TryGetValue((tenant.Value, key, service), out var labels);
            (isKnown ? known : unknown).Add(new StoredStream(key, service, labels.Stream ?? Labels.Empty, labels.Metadata ?? Labels.Empty, (long)lines[row], (long)bytes[row]));
        }
    }

    /// <summary>Reads the labels of streams seen for the first time: they are most of what a stream takes, and never change.</summary>
    async Task LoadAsync(
        TenantId tenant, IReadOnlyList<LabelMatcher> matchers, (long FromNano, long ToNano) range, List<StoredStream> into, List<StoredStream> unknown, CancellationToken ct)
    {
        var (where, parameters, _) = Where(matchers);
        var some = unknown.Count > MostListed ? "" : $" AND resource_id IN ({string.Join(',', unknown.Select(static s => s.Key.ResourceId))})";
        var statement = parameters.AddTo(new Statement($"""
            SELECT resource_id, source, service, any(resource) AS labels FROM log_streams WHERE {where}{some} GROUP BY resource_id, source, service
            """) { Caller = "log-stream-labels", ReadOnly = true, Timeout = TimeLimit }).Setting("max_query_size", 4 << 20);
        var found = new Dictionary<(StreamKey, string), (Labels Stream, Labels Metadata)>();
        await foreach (var block in client.ReadAsync(InRange(statement, tenant, range.FromNano, range.ToNano), ct))
            ReadLabels(block, tenant, found);
        foreach (var stream in unknown)
            if (found.TryGetValue((stream.Key, stream.Service), out var labels))
                into.Add(stream with { Labels = labels.Stream, Metadata = labels.Metadata });
    }

    void ReadLabels(ResultBlock block, TenantId tenant, Dictionary<(StreamKey, string), (Labels Stream, Labels Metadata)> into)
    {
        var (ids, resources) = (block.Fixed<ulong>("resource_id"), block.Get<MapResultColumn>("labels"));
        var (sources, services) = (new TextReaderColumn(block["source"]), new TextReaderColumn(block["service"]));
        var (names, values) = (new TextReaderColumn(resources.Keys), new TextReaderColumn(resources.Values));
        for (var row = 0; row < block.Rows; row++)
        {
            var (key, service, resource) = (new StreamKey(ids[row], sources[row]), services[row], new List<Label>());
            for (var i = resources[row].Start.Value; i < resources[row].End.Value; i++)
                resource.Add(new Label(names[i], values[i]));
            into[(key, service)] = Keep((tenant.Value, key, service), StreamLabels.Of(key.Source, service, resource));
        }
    }

    (Labels Stream, Labels Metadata) Keep((string Tenant, StreamKey Key, string Service) known, (Labels Stream, Labels Metadata) labels)
    {
        // To count the dictionary itself takes all of its locks: too dear for each of many streams.
        if (!_labels.TryAdd(known, labels) || Interlocked.Increment(ref _kept) <= MaxKept)
            return labels;
        _labels.Clear();
        _kept = 0;
        return labels;
    }

    internal static Statement InRange(Statement statement, TenantId tenant, long fromNano, long toNano) => statement.With("tenant", tenant.Value)
        .With("from", Math.Clamp(fromNano, 0, LastHour) / Hour * 3600).With("to", (Math.Clamp(toNano, 0, LastHour) + 999_999_999) / 1_000_000_000);

    static bool Matches(Labels labels, IReadOnlyList<LabelMatcher> matchers)
    {
        foreach (var matcher in matchers)
            if (!matcher.Matches(labels[matcher.Name]))
                return false;
        return true;
    }
}

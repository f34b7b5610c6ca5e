using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Telemetry.Logs.Counts;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>
/// The log lines of a tenant in the store. Streams are found in the catalogue, so that matchers are judged on the very labels a reader sees; time,
/// streams, line filters, order and limit are the store's work.
/// </summary>
public sealed class LogSource(ClickHouseClient client, LogStreamCatalog catalog, TenantId tenant, TimeSpan timeLimit) : ILogSource
{
    // Beyond so many the list of streams costs more than judging rows here; 5,000 numbers are 100 KB of statement.
    internal const int MostListed = 5_000;

    // Fewer lines of a piece than this are few.
    const int Sparse = 10_000;

    /// <summary>Whether lines have <c>pattern_id</c> among their structured metadata.</summary>
    public bool WithPatterns { get; init; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogLine> ReadAsync(LogSelection selection, LogStatistics statistics, [EnumeratorCancellation] CancellationToken ct)
    {
        var streams = await catalog.FindAsync(tenant, selection.Matchers, selection.FromNano, selection.ToNano, ct);
        if (streams.Count == 0)
            yield break;
        var byKey = streams.DistinctBy(static s => s.Key).ToDictionary(static s => s.Key);
        var (lines, parameters, exact) = Where(selection, streams, await ScopesOfAsync(selection.Needs.Select(static n => n.Label), streams, ct));
        var columns = new LogColumns(WithPatterns, HasOtlp(streams));
        var scopes = new Dictionary<ulong, Labels>();
        var hours = await catalog.CountAsync(tenant, IsListed(streams) ? streams.Select(static s => s.Key.ResourceId) : null, selection.FromNano, selection.ToNano, ct);
        var (left, found) = (selection.Limit ?? int.MaxValue, 0);
        foreach (var slice in LogSlices.Cut(selection, hours, isSparse: () => found < (selection.Limit is null ? Sparse : 1)))
        {
            found = 0;
            var limit = exact && selection.Limit is not null ? $" LIMIT {left.ToString(CultureInfo.InvariantCulture)}" : "";
            var order = selection.Direction == LogDirection.Backward ? "time DESC, resource_id, observed_time DESC" : "time, resource_id, observed_time";
            var sql = lines.Select(where => $"SELECT {LogRows.ListOf(columns)} FROM logs WHERE {where}", $"ORDER BY {order}{limit}");
            var statement = Bind(new Statement(sql), parameters, slice.FromNano, slice.ToNano);
            await foreach (var block in client.ReadAsync(statement, ct))
            {
                found += block.Rows;
                if (columns.WithScope)
                    await catalog.Scopes.AddAsync(tenant, block.Fixed<ulong>("scope_id"), block.Rows, scopes, ct);
                var rows = new LogRows(block, byKey, scopes, columns);
                for (var row = 0; row < block.Rows; row++)
                {
                    if (rows.Read(row) is not { } line)
                        continue;
                    statistics.Lines++;
                    statistics.Bytes += rows.Bytes(row);
                    left--;
                    yield return line;
                }
            }

            if (left <= 0 && exact)
                yield break;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<LogCount>? CountAsync(LogSelection selection, LogBuckets buckets, IReadOnlyList<string> names, LogStatistics statistics, CancellationToken ct)
    {
        var exact = selection.Filters.All(static f => LogConditions.IsExact(f));
        // A name that ends so may stand for metadata that gave way to a label of the stream.
        return exact && !names.Any(static n => n.EndsWith("_extracted", StringComparison.Ordinal)) ? CountRowsAsync(selection, buckets, names, statistics, ct) : null;
    }

    async IAsyncEnumerable<LogCount> CountRowsAsync(
        LogSelection selection, LogBuckets buckets, IReadOnlyList<string> names, LogStatistics statistics, [EnumeratorCancellation] CancellationToken ct)
    {
        var streams = await catalog.FindAsync(tenant, selection.Matchers, selection.FromNano, selection.ToNano, ct);
        if (streams.Count == 0)
            yield break;
        var (lines, parameters, _) = Where(selection, streams, await ScopesOfAsync(selection.Needs.Select(static n => n.Label), streams, ct));
        var groups = new CountGroups(names, streams, parameters);
        if (groups.NeedAttributes && ((await ScopesOfAsync(names, streams, ct)).Count > 0 || await HasMapsAsync(lines, parameters, selection, ct)))
        {
            await foreach (var line in ReadAsync(selection, statistics, ct))
                yield return Count(line, buckets, names);
            yield break;
        }

        var counted = selection is { Filters: [], Needs: [] } && groups.OnlyLevels ? StreamCounts.Of(selection, buckets, groups, streams, parameters) : null;
        var statement = Bind(new Statement(counted ?? lines.Select(where => $$"""
            SELECT resource_id, source, intDiv(toUnixTimestamp64Nano(time) - {origin:Int64} - 1, {size:Int64}) AS bucket{{groups.Columns}},
                count() AS lines, sum(length(body)) AS bytes
            FROM logs WHERE {{where}} GROUP BY resource_id, source, bucket{{groups.Keys}}
            """)), parameters, selection.FromNano, selection.ToNano).With("origin", buckets.OriginNano).With("size", buckets.SizeNano);
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var rows = groups.Read(block);
            for (var row = 0; row < block.Rows; row++)
            {
                if (rows.LabelsOf(row) is not { } labels)
                    continue;
                var (count, bytes) = ((long)block.Fixed<ulong>("lines")[row], (long)block.Fixed<ulong>("bytes")[row]);
                statistics.Lines += count;
                statistics.StoreBytes += bytes;
                yield return new LogCount(labels, (int)block.Fixed<long>("bucket")[row], count, bytes);
            }
        }
    }

    /// <summary>Whether there are lines with maps as attributes: their members can only be grouped by when the lines are read.</summary>
    async Task<bool> HasMapsAsync(PartedStatement lines, SqlParameters parameters, LogSelection selection, CancellationToken ct)
    {
        var statement = new Statement($"SELECT count() > 0 FROM ({lines.Select(static where => $"SELECT 1 FROM logs WHERE {where} AND {MetadataColumns.HasMaps}", "LIMIT 1")})");
        return await client.ScalarAsync<byte>(Bind(statement, parameters, selection.FromNano, selection.ToNano), ct) > 0;
    }

    /// <summary>Scopes whose attributes are, or may be, metadata of one of these names.</summary>
    async Task<List<ulong>> ScopesOfAsync(IEnumerable<string> names, List<StoredStream> streams, CancellationToken ct) =>
        HasOtlp(streams) ? await catalog.Scopes.WithAsync(tenant, names.Where(static n => !MetadataColumns.IsColumn(n)), ct) : [];

    static bool HasOtlp(List<StoredStream> streams) => streams.Any(static s => s.Key.Source == StreamLabels.Otlp);

    static LogCount Count(LogLine line, LogBuckets buckets, IReadOnlyList<string> names)
    {
        var labels = Labels.From(line.Metadata.Concat(line.Stream).Where(l => names.Contains(l.Name)));
        return new LogCount(labels, (int)((line.TimeNano - buckets.OriginNano - 1) / buckets.SizeNano), 1, Encoding.UTF8.GetByteCount(line.Text));
    }

    Statement Bind(Statement statement, SqlParameters parameters, long fromNano, long toNano) =>
        parameters.AddTo(statement with { Caller = "logql", ReadOnly = true, Timeout = timeLimit }).With("tenant", tenant.Value)
            .WithNanos("from", fromNano).WithNanos("to", toNano).Setting("max_query_size", 1 << 20);

    static (PartedStatement Lines, SqlParameters Parameters, bool Exact) Where(LogSelection selection, List<StoredStream> streams, List<ulong> scopes)
    {
        var parameters = new SqlParameters();
        // One number may stand for two streams, told apart by the protocol; the rows are judged again, so a limit must leave room.
        var exact = IsListed(streams) && selection.Filters.All(LogConditions.IsExact) && streams.Select(static s => s.Key.Source).Distinct().Count() == 1;
        return (PartedStatement.Of(parameters, index => string.Join(" AND ", Conditions(selection, streams, scopes, (parameters, index), exact))), parameters, exact);
    }

    static List<string> Conditions(LogSelection selection, List<StoredStream> streams, List<ulong> scopes, (SqlParameters, BodyIndex) sql, bool exact)
    {
        var (parameters, index) = sql;
        var conditions = new List<string> { "tenant = {tenant:String}", "time >= {from:DateTime64(9)}", "time < {to:DateTime64(9)}" };
        var services = streams.Select(static s => s.Service).Distinct().ToList();
        if (services.Count <= 100)
            conditions.Add($"service IN ({string.Join(", ", services.Select(parameters.Text))})");
        if (IsListed(streams))
            conditions.Add($"resource_id IN ({string.Join(',', streams.Select(static s => s.Key.ResourceId).Distinct())})");
        foreach (var filter in selection.Filters)
            LogConditions.Append(filter, parameters, index, conditions);
        var ofOtlp = HasOtlp(streams);
        var ofScope = scopes.Count > 0 ? $" OR scope_id IN ({string.Join(',', scopes)})" : "";
        foreach (var need in selection.Needs)
            if (!streams.Any(s => s.Labels.Has(need.Label) || s.Metadata.Has(need.Label)))
                conditions.Add($"({LogConditions.Holds(need, parameters, index, ofOtlp)}{ofScope})");
        if (exact)
            conditions.Add($"source = {parameters.Text(streams[0].Key.Source)}");
        return conditions;
    }

    static bool IsListed(List<StoredStream> streams) => streams.Count <= MostListed;
}

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
    /// <summary>Most lines to keep in memory: larger pieces of time are read in pages.</summary>
    internal long MostHeld { get; init; } = LogSlices.MostLines;

    /// <summary>Whether lines have <c>pattern_id</c> among their structured metadata.</summary>
    public bool WithPatterns { get; init; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogLine> ReadAsync(LogSelection selection, LogStatistics statistics, [EnumeratorCancellation] CancellationToken ct)
    {
        var streams = await catalog.FindAsync(tenant, selection.Matchers, selection.FromNano, selection.ToNano, ct);
        if (streams.Count == 0)
            yield break;
        var scopes = await ScopesOfAsync(selection.Needs.Select(static n => n.Label), streams, ct);
        var columns = new LogColumns(WithPatterns, LogWhere.HasOtlp(streams));
        var where = new LogWhere(selection, streams, scopes);
        var reader = new LogLineReader(client, catalog, tenant, where, columns, statistics) { TimeLimit = timeLimit, MostHeld = MostHeld };
        await foreach (var line in reader.ReadAsync(await catalog.CountAsync(tenant, where, ct), ct))
            yield return line;
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
        var (lines, parameters) = new LogWhere(selection, streams, await ScopesOfAsync(selection.Needs.Select(static n => n.Label), streams, ct)).Write();
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
            """)), parameters, selection).With("origin", buckets.OriginNano).With("size", buckets.SizeNano);
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
        return await client.ScalarAsync<byte>(Bind(statement, parameters, selection), ct) > 0;
    }

    /// <summary>Scopes whose attributes are, or may be, metadata of one of these names.</summary>
    async Task<List<ulong>> ScopesOfAsync(IEnumerable<string> names, List<StoredStream> streams, CancellationToken ct) =>
        LogWhere.HasOtlp(streams) ? await catalog.Scopes.WithAsync(tenant, names.Where(static n => !MetadataColumns.IsColumn(n)), ct) : [];

    static LogCount Count(LogLine line, LogBuckets buckets, IReadOnlyList<string> names)
    {
        var labels = Labels.From(line.Metadata.Concat(line.Stream).Where(l => names.Contains(l.Name)));
        return new LogCount(labels, (int)((line.TimeNano - buckets.OriginNano - 1) / buckets.SizeNano), 1, Encoding.UTF8.GetByteCount(line.Text));
    }

    Statement Bind(Statement statement, SqlParameters parameters, LogSelection selection) =>
        LogWhere.Bind(statement with { Timeout = timeLimit }, parameters, tenant, selection.FromNano, selection.ToNano);
}

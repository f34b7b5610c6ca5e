using System.Globalization;
using System.Runtime.CompilerServices;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Reads the lines of a selection in order of time, piece by piece.</summary>
sealed class LogLineReader(ClickHouseClient client, LogStreamCatalog catalog, TenantId tenant, LogWhere where, LogColumns columns, LogStatistics statistics)
{
    readonly Dictionary<StreamKey, StoredStream> _streams = where.Streams.DistinctBy(static s => s.Key).ToDictionary(static s => s.Key);
    readonly Dictionary<ulong, Labels> _scopes = [];
    readonly bool _backward = where.Selection.Direction == LogDirection.Backward;

    // Whether the store may end at the limit.
    readonly bool _limited = where.IsExact && where.Selection.Limit is not null;

    (PartedStatement Lines, SqlParameters Parameters) _sql;

    /// <summary>Most time of a statement.</summary>
    internal required TimeSpan TimeLimit { get; init; }

    /// <summary>Most lines to keep in memory.</summary>
    internal required long MostHeld { get; init; }

    string Order => _backward ? "time DESC, resource_id, observed_time DESC" : "time, resource_id, observed_time";

    /// <summary>The lines; at least as many as the limit of the selection when there are so many.</summary>
    /// <param name="hours">Lines by hour of the streams, and lines of others, as <see cref="LogStreamCatalog"/> counts them.</param>
    /// <param name="ct">Ends it.</param>
    internal async IAsyncEnumerable<LogLine> ReadAsync((List<(long HourNano, long Lines)> Lines, long Others) hours, [EnumeratorCancellation] CancellationToken ct)
    {
        _sql = where.Write(ofAllStreams: hours.Others == 0);
        var left = where.Selection.Limit ?? 0;
        for (LogSelection? rest = where.Selection; rest is not null;)
        {
            var (range, found, isFirst) = (rest, 0, true);
            rest = null;
            foreach (var slice in LogSlices.Cut(range, hours.Lines, found: () => found))
            {
                var (rows, last) = (0, 0L);
                await foreach (var (time, line) in _limited ? LimitedAsync(slice, left, isFirst, ct) : RowsAsync(slice, PageOf(slice), isFirst, ct))
                {
                    (rows, last) = (rows + 1, time);
                    if (line is not { } wanted)
                        continue;
                    left--;
                    yield return wanted;
                }

                if (_limited && left <= 0)
                    yield break;
                if (IsPaged(slice) && rows >= MostHeld)
                {
                    // The page ended inside of the piece: what lies behind it is cut anew, with small pieces first.
                    rest = _backward ? range with { ToNano = last } : range with { FromNano = last + 1 };
                    break;
                }

                (found, isFirst) = (found + rows, false);
            }
        }
    }

    /// <summary>Whether a piece has more lines than could be kept in memory, if all of them should be wanted.</summary>
    bool IsPaged(LogSlice slice) => !_limited && slice.Lines > MostHeld;

    // A page is whole at its end: lines of its last time come together.
    string PageOf(LogSlice slice) => IsPaged(slice)
        ? $"ORDER BY time{(_backward ? " DESC" : "")} LIMIT {MostHeld.ToString(CultureInfo.InvariantCulture)} WITH TIES" : $"ORDER BY {Order}";

    async IAsyncEnumerable<(long TimeNano, LogLine? Line)> LimitedAsync(LogSlice slice, int limit, bool isFirst, [EnumeratorCancellation] CancellationToken ct)
    {
        var order = $"ORDER BY {Order} LIMIT {limit.ToString(CultureInfo.InvariantCulture)}";
        var rows = await RowsAsync(slice, order, isFirst, ct).ToListAsync(ct);
        if (rows.Exists(static row => row.Line is null))
        {
            // A stream nobody asked for came after the streams were found, and its lines took the place of others.
            _sql = where.Write();
            rows = await RowsAsync(slice, order, isFirst, ct).ToListAsync(ct);
        }

        foreach (var row in rows)
            yield return row;
    }

    /// <summary>Rows of a piece; those of streams that are not wanted without their line.</summary>
    async IAsyncEnumerable<(long TimeNano, LogLine? Line)> RowsAsync(LogSlice slice, string order, bool isFirst, [EnumeratorCancellation] CancellationToken ct)
    {
        var sql = _sql.Lines.Select(condition => $"SELECT {LogRows.ListOf(columns)} FROM logs WHERE {condition}", order);
        var statement = LogWhere.Bind(new Statement(IsPaged(slice) ? $"SELECT * FROM ({sql}) ORDER BY {Order}" : sql) { Timeout = TimeLimit }, _sql.Parameters, tenant, slice.FromNano, slice.ToNano);
        var isMost = !isFirst && await catalog.IsMostAsync(slice, ct);
        await foreach (var block in client.ReadAsync(_sql.Lines.InPiece(statement, isFirst, isMost), ct))
        {
            if (columns.WithScope)
                await catalog.Scopes.AddAsync(tenant, block.Fixed<ulong>("scope_id"), block.Rows, _scopes, ct);
            var rows = new LogRows(block, _streams, _scopes, columns);
            for (var row = 0; row < block.Rows; row++)
            {
                var line = rows.Read(row);
                if (line is not null)
                {
                    statistics.Lines++;
                    statistics.Bytes += rows.Bytes(row);
                }

                yield return (rows.TimeNano(row), line);
            }
        }
    }
}

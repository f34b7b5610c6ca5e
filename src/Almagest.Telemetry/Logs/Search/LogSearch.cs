using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogSearch;
using Almagest.Telemetry.Logs.Counts;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>What and when to search.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Query">The condition.</param>
/// <param name="FromNano">Begin, Unix nanoseconds.</param>
/// <param name="ToNano">End, not part of it.</param>
public sealed record LogQuestion(TenantId Tenant, SearchExpr Query, long FromNano, long ToNano);

/// <summary>Finds log lines, by a search or around a line. Time is read piece by piece from the wanted end and stops at the limit.</summary>
public sealed class LogSearch(ClickHouseClient client, LogStreamCatalog catalog, TimeProvider time)
{
    // What tells lines of one nanosecond apart.
    const string Order = "cityHash64(resource_id, body, trace_id, span_id, toString(attributes))";

    const string InRange = "tenant = {tenant:String} AND time >= {from:DateTime64(9)} AND time < {to:DateTime64(9)}";

    // Lines of a stream in the first piece of time in which those around another are looked for.
    const long FirstAround = 2_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    readonly ResourceFields _resources = new(client);

    /// <summary>The lines that match, in order of time.</summary>
    /// <param name="question">What and when.</param>
    /// <param name="direction">Which end comes first.</param>
    /// <param name="limit">Most lines.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="UserErrorException">The query can not be answered as written.</exception>
    public async Task<IReadOnlyList<FoundLog>> FindAsync(LogQuestion question, LogDirection direction, int limit, LogCursor? cursor, CancellationToken ct)
    {
        var (parameters, lines) = await LinesAsync(question, ct);
        var backward = direction == LogDirection.Backward;
        var (from, to, page) = (question.FromNano, question.ToNano, "");
        if (cursor is { } start)
        {
            (from, to) = backward ? (from, Math.Min(to, start.TimeNano + 1)) : (Math.Max(from, start.TimeNano), to);
            page = $" AND (time, {Order}) {(backward ? "<=" : ">=")} (fromUnixTimestamp64Nano({{cursor:Int64}}, 'UTC'), {{hash:UInt64}})";
        }

        var found = new List<FoundLog>();
        var skip = cursor?.Seen ?? 0;
        var hours = await catalog.CountAsync(question.Tenant, null, from, to, ct);
        var order = backward ? "time DESC, line_order DESC" : "time, line_order";
        var isFirst = true;
        foreach (var slice in LogSlices.Cut(new LogSelection([], [], from, to, direction, limit), hours, found: () => found.Count))
        {
            var wanted = (limit + skip - found.Count).ToString(CultureInfo.InvariantCulture);
            var sql = lines.Select(condition => $"SELECT {FoundLogs.List}, {Order} AS line_order FROM logs WHERE {condition}{page}", $"ORDER BY {order} LIMIT {wanted}");
            var statement = Bind(sql, parameters, question with { FromNano = slice.FromNano, ToNano = slice.ToNano });
            if (cursor is { } c)
                statement = statement.With("cursor", c.TimeNano).With("hash", c.Hash);
            var isMost = !isFirst && await catalog.IsMostAsync(slice, ct);
            await foreach (var block in client.ReadAsync(lines.InPiece(statement, isFirst, isMost), ct))
                found.AddRange(FoundLogs.Read(block));
            isFirst = false;
            if (found.Count >= limit + skip)
                break;
        }

        return skip == 0 ? found : found.GetRange(Math.Min(skip, found.Count), Math.Max(0, found.Count - skip));
    }

    /// <summary>How many lines match, by time and level.</summary>
    public async Task<IReadOnlyList<LogBar>> CountAsync(LogQuestion question, long stepNano, CancellationToken ct)
    {
        var statement = CountedBars(question, stepNano) ?? await BarsOfLinesAsync(question, stepNano, ct);
        var bars = new List<LogBar>();
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var levels = new TextReaderColumn(block["level_text"]);
            for (var row = 0; row < block.Rows; row++)
                bars.Add(new LogBar(block.Fixed<long>("bar")[row], levels[row], block.Fixed<long>("lines")[row]));
        }

        return bars;
    }

    /// <summary>About <paramref name="most"/> of the lines that match, chosen evenly from all of them; all when they are fewer.</summary>
    /// <param name="question">What and when.</param>
    /// <param name="total">How many match.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<FoundLog>> SampleAsync(LogQuestion question, long total, int most, CancellationToken ct)
    {
        var (parameters, lines) = await LinesAsync(question, ct);
        // The hash of a line decides: the same question gives the same sample.
        var every = Math.Max(1, total / most);
        var chosen = every == 1 ? "" : " AND cityHash64(time, resource_id, body) % {every:Int64} = 0";
        var limit = most.ToString(CultureInfo.InvariantCulture);
        var statement = Bind(lines.Select(condition => $"SELECT {FoundLogs.List}, toUInt64(0) AS line_order FROM logs WHERE {condition}{chosen}", $"LIMIT {limit}"), parameters, question);
        var found = new List<FoundLog>();
        await foreach (var block in client.ReadAsync(every == 1 ? statement : statement.With("every", every), ct))
            found.AddRange(FoundLogs.Read(block));
        return found;
    }

    /// <summary>Throws what asking would throw, without asking.</summary>
    /// <exception cref="UserErrorException">The query can not be answered as written.</exception>
    public void Check(SearchExpr query) => Condition(query, new SqlParameters(), ResourceFields.None);

    /// <summary>Lines of a stream around a moment: up to so many before it, and so many from it on, in order of time.</summary>
    public async Task<IReadOnlyList<FoundLog>> AroundAsync(TenantId tenant, IReadOnlyList<ulong> stream, long timeNano, int before, int after, CancellationToken ct)
    {
        if (stream.Count == 0)
            return [];
        var earlier = await NextAsync(tenant, stream, new LogSelection([], [], 0, timeNano, LogDirection.Backward, before), ct);
        earlier.Reverse();
        return [.. earlier, .. await NextAsync(tenant, stream, new LogSelection([], [], timeNano, LogStreamCatalog.End, LogDirection.Forward, after), ct)];
    }

    /// <summary>The first lines of a stream, from the wanted end of the range on.</summary>
    async Task<List<FoundLog>> NextAsync(TenantId tenant, IReadOnlyList<ulong> stream, LogSelection range, CancellationToken ct)
    {
        var (found, limit) = (new List<FoundLog>(), range.Limit ?? 0);
        var order = range.Direction == LogDirection.Backward ? "DESC" : "ASC";
        var hours = limit == 0 ? [] : await catalog.CountAsync(tenant, stream, range.FromNano, range.ToNano, ct);
        foreach (var slice in LogSlices.Cut(range, hours, FirstAround))
        {
            var sql = $$"""
                SELECT {{FoundLogs.List}}, {{Order}} AS line_order FROM logs
                WHERE tenant = {tenant:String} AND resource_id IN {stream:Array(UInt64)} AND time >= {from:DateTime64(9)} AND time < {to:DateTime64(9)}
                    AND service IN (SELECT service FROM log_streams WHERE tenant = {tenant:String} AND resource_id IN {stream:Array(UInt64)})
                ORDER BY time {{order}}, line_order {{order}} LIMIT {limit:UInt32}
                """;
            var statement = new Statement(sql) { Caller = "log-context", ReadOnly = true, Timeout = TimeLimit }.With("tenant", tenant.Value)
                .With("stream", stream).WithNanos("from", slice.FromNano).WithNanos("to", slice.ToNano).With("limit", limit - found.Count);
            await foreach (var block in client.ReadAsync(statement, ct))
                found.AddRange(FoundLogs.Read(block));
            if (found.Count >= limit)
                break;
        }

        return found;
    }

    async Task<Statement> BarsOfLinesAsync(LogQuestion question, long stepNano, CancellationToken ct)
    {
        var (parameters, lines) = await LinesAsync(question, ct);
        var selects = lines.Select(static condition => $$"""
            SELECT intDiv(toUnixTimestamp64Nano(time), {step:Int64}) * {step:Int64} AS bar, toString(level) AS level_text, count() AS found
            FROM logs WHERE {{condition}} GROUP BY bar, level_text
            """);
        return Bind($"SELECT bar, level_text, toInt64(sum(found)) AS lines FROM ({selects}) GROUP BY bar, level_text ORDER BY bar, level_text", parameters, question).With("step", stepNano);
    }

    /// <summary>Bars from minutes that are counted already; null when the lines must be looked at.</summary>
    Statement? CountedBars(LogQuestion question, long stepNano)
    {
        if (stepNano % MinuteParts.Minute != 0 || !SearchConditions.IsOfLevels(question.Query) || MinuteParts.Of(question.FromNano, question.ToNano, []) is not { } parts)
            return null;
        var parameters = new SqlParameters();
        var condition = Condition(question.Query, parameters, ResourceFields.None);
        var counts = new CountStatements(parts, ", toString(level) AS level_text", $"tenant = {{tenant:String}} AND {condition}");
        static string Bar(string nano) => $"intDiv({nano}, {{step:Int64}}) * {{step:Int64}}";
        return Bind($"SELECT piece AS bar, level_text, toInt64(lines) AS lines FROM ({counts.Write(Bar, Bar, Bar)})", parameters, question).With("step", stepNano);
    }

    async Task<(SqlParameters Parameters, PartedStatement Lines)> LinesAsync(LogQuestion question, CancellationToken ct)
    {
        var (parameters, now) = (new SqlParameters(), time.GetUtcNow());
        var resources = await _resources.FindAsync(question.Tenant, question.Query, question.FromNano, question.ToNano, ct);
        return (parameters, PartedStatement.Of(parameters, index => $"{InRange} AND {new SearchConditions(parameters, now, resources, index).Of(question.Query)}"));
    }

    string Condition(SearchExpr query, SqlParameters parameters, IReadOnlySet<string> resources) =>
        new SearchConditions(parameters, time.GetUtcNow(), resources, new BodyIndex(parameters, LogParts.Merged)).Of(query);

    static Statement Bind(string sql, SqlParameters parameters, LogQuestion question) =>
        parameters.AddTo(new Statement(sql) { Caller = "log-search", ReadOnly = true, Timeout = TimeLimit }).With("tenant", question.Tenant.Value)
            .WithNanos("from", question.FromNano).WithNanos("to", question.ToNano).Setting("max_query_size", 4 << 20);
}

using System.Globalization;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogSearch;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Time;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>The endpoints under <c>/api/vault/logs</c>. <c>q</c> is a query, <c>from</c> (default now-1h) and <c>to</c> (default now) say when.</summary>
static class LogSearchEndpoints
{
    const int MostLines = 5_000;
    const int SampledLines = 5_000;
    const int MostBars = 1_000;
    const int MostContext = 1_000;

    // Lengths of bars a reader can name.
    static readonly long[] StepsMs =
        [1, 10, 100, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 43_200_000, 86_400_000, 604_800_000, 2_592_000_000];

    internal static async Task<IResult> SearchAsync(
        HttpContext context, LogSearch search, TimeProvider time, CancellationToken ct, string direction = "backward", int limit = 100, string? cursor = null)
    {
        Check("limit", limit, 1, MostLines);
        var order = direction switch
        {
            "backward" => LogDirection.Backward,
            "forward" => LogDirection.Forward,
            _ => throw Invalid("direction", direction, "backward (newest first) or forward"),
        };
        var start = string.IsNullOrEmpty(cursor) ? (LogCursor?)null : LogCursor.Parse(cursor) ?? throw Invalid("cursor", cursor, "the cursor of the page before");
        var lines = await search.FindAsync(Question(context, time), order, limit, start, ct);
        var next = lines.Count < limit ? null : LogCursor.After(lines, start)?.ToString();
        return Results.Json(new LogPageResponse([.. lines.Select(LogLineResponse.Of)], next), LogsJson.Default.LogPageResponse);
    }

    internal static async Task<IResult> HistogramAsync(HttpContext context, LogSearch search, TimeProvider time, CancellationToken ct, int bars = 60)
    {
        Check("bars", bars, 1, MostBars);
        var question = Question(context, time);
        var step = StepMs(question.FromNano, question.ToNano, bars);
        var counts = await search.CountAsync(question, step * 1_000_000, ct);
        return Results.Json(new LogHistogramResponse(step, counts.Sum(static c => c.Lines),
            [.. counts.GroupBy(static c => c.TimeNano).Select(static g => new LogBarResponse(g.Key / 1_000_000, g.ToDictionary(static c => c.Level, static c => c.Lines)))]),
            LogsJson.Default.LogHistogramResponse);
    }

    internal static async Task<IResult> FieldsAsync(HttpContext context, LogSearch search, TimeProvider time, CancellationToken ct)
    {
        var lines = await search.FindAsync(Question(context, time), LogDirection.Backward, SampledLines + 1, null, ct);
        var counts = new FieldCounts();
        foreach (var line in lines.Take(SampledLines))
            counts.Add(line);
        return Results.Json(new LogFieldsResponse(Math.Min(lines.Count, SampledLines), lines.Count > SampledLines, counts.ToResponse()), LogsJson.Default.LogFieldsResponse);
    }

    internal static async Task<IResult> ContextAsync(
        HttpContext context, LogSearch search, CancellationToken ct, string stream = "", string at = "", int before = 20, int after = 20)
    {
        Check("before", before, 0, MostContext);
        Check("after", after, 0, MostContext);
        if (!ulong.TryParse(stream, NumberStyles.None, CultureInfo.InvariantCulture, out var resource))
            throw Invalid("stream", stream, "the stream of a line that a search found");
        if (!long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var nano))
            throw Invalid("at", at, "the time of a line that a search found, in nanoseconds since 1970");
        var lines = await search.AroundAsync(Tenants.Of(context), resource, nano, before, after, ct);
        return Results.Json(new LogPageResponse([.. lines.Select(LogLineResponse.Of)], null), LogsJson.Default.LogPageResponse);
    }

    static LogQuestion Question(HttpContext context, TimeProvider time)
    {
        var query = context.Request.Query;
        if (query["language"].ToString() is not ("" or "lucene"))
            throw Invalid("language", query["language"].ToString(), "lucene; LogQL is asked for at /loki/api/v1/query_range");
        var tree = Tree(context);
        var (from, to) = Range(context, time.GetUtcNow());
        return new LogQuestion(Tenants.Of(context), tree, from, to);
    }

    /// <summary>The query of a request.</summary>
    internal static SearchExpr Tree(HttpContext context)
    {
        var query = context.Request.Query;
        var standard = query["default_operator"].ToString().ToLowerInvariant() switch
        {
            "" or "or" => SearchOperator.Or,
            "and" => SearchOperator.And,
            var other => throw Invalid("default_operator", other, "or, or and"),
        };
        return SearchParser.Parse(query["q"].ToString(), standard);
    }

    /// <summary>The times of a request, Unix nanoseconds.</summary>
    internal static (long FromNano, long ToNano) Range(HttpContext context, DateTimeOffset now)
    {
        var from = TimeText.Parse("from", context.Request.Query["from"].FirstOrDefault() ?? "now-1h", now);
        var to = TimeText.Parse("to", context.Request.Query["to"].FirstOrDefault() ?? "now", now);
        return to > from ? (Nano(from), Nano(to)) : throw new UserErrorException(UserErrorKind.Invalid, "invalid_range", "from must be before to");
    }

    /// <summary>The shortest length a reader can name of which so many cover a range.</summary>
    internal static long StepMs(long fromNano, long toNano, int pieces)
    {
        var millis = (toNano - fromNano) / 1_000_000;
        return StepsMs.FirstOrDefault(s => s * pieces >= millis, StepsMs[^1]);
    }

    // What the store's times can hold ends in the year 2262.
    static long Nano(DateTimeOffset moment) => (long)Int128.Clamp((Int128)(moment - DateTimeOffset.UnixEpoch).Ticks * 100, 0, 9_200_000_000_000_000_000);

    internal static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw Invalid(name, value.ToString(CultureInfo.InvariantCulture), $"{least} to {most}");
    }

    internal static UserErrorException Invalid(string name, string value, string expected) =>
        new(UserErrorKind.Invalid, "invalid_parameter", $"{name} \"{value}\" is not valid: expected {expected}");
}

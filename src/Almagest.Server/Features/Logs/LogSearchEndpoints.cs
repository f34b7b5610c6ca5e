using System.Globalization;
using Almagest.Query.LogQL.Engine;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>The endpoints under <c>/api/vault/logs</c>. <c>q</c> is a query in <c>language</c>, <c>from</c> (default now-1h) and <c>to</c> (default now) say when.</summary>
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
        HttpContext context, LineQuestions questions, CancellationToken ct, string direction = "backward", int limit = 100, string? cursor = null)
    {
        LogParameters.Check("limit", limit, 1, MostLines);
        var order = direction switch
        {
            "backward" => LogDirection.Backward,
            "forward" => LogDirection.Forward,
            _ => throw LogParameters.Invalid("direction", direction, "backward (newest first) or forward"),
        };
        var start = string.IsNullOrEmpty(cursor) ? (LogCursor?)null : LogCursor.Parse(cursor) ?? throw LogParameters.Invalid("cursor", cursor, "the cursor of the page before");
        var page = await questions.Of(context).FindAsync(order, limit, start, ct);
        return Results.Json(new LogPageResponse([.. page.Lines.Select(LogLineResponse.Of)], page.Next?.ToString()), LogsJson.Default.LogPageResponse);
    }

    internal static async Task<IResult> HistogramAsync(HttpContext context, LineQuestions questions, CancellationToken ct, int bars = 60)
    {
        LogParameters.Check("bars", bars, 1, MostBars);
        var lines = questions.Of(context);
        var step = StepMs(lines.FromNano, lines.ToNano, bars);
        var counts = await lines.CountAsync(step * 1_000_000, ct);
        return Results.Json(new LogHistogramResponse(step, counts.Sum(static c => c.Lines),
            [.. counts.GroupBy(static c => c.TimeNano).Select(static g => new LogBarResponse(g.Key / 1_000_000, g.ToDictionary(static c => c.Level, static c => c.Lines)))]),
            LogsJson.Default.LogHistogramResponse);
    }

    internal static async Task<IResult> FieldsAsync(HttpContext context, LineQuestions questions, CancellationToken ct)
    {
        var page = await questions.Of(context).FindAsync(LogDirection.Backward, SampledLines + 1, null, ct);
        var counts = new FieldCounts();
        foreach (var line in page.Lines.Take(SampledLines))
            counts.Add(line);
        return Results.Json(new LogFieldsResponse(Math.Min(page.Lines.Count, SampledLines), page.Lines.Count > SampledLines, counts.ToResponse()), LogsJson.Default.LogFieldsResponse);
    }

    internal static async Task<IResult> ContextAsync(
        HttpContext context, LogSearch search, CancellationToken ct, string stream = "", string at = "", int before = 20, int after = 20)
    {
        LogParameters.Check("before", before, 0, MostContext);
        LogParameters.Check("after", after, 0, MostContext);
        if (LogStreamId.Parse(stream) is not { } resources)
            throw LogParameters.Invalid("stream", stream, "the stream of a line that a search found");
        if (!long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var nano))
            throw LogParameters.Invalid("at", at, "the time of a line that a search found, in nanoseconds since 1970");
        var lines = await search.AroundAsync(Tenants.Of(context), resources, nano, before, after, ct);
        return Results.Json(new LogPageResponse([.. lines.Select(LogLineResponse.Of)], null), LogsJson.Default.LogPageResponse);
    }

    /// <summary>The shortest length a reader can name of which so many cover a range.</summary>
    internal static long StepMs(long fromNano, long toNano, int pieces)
    {
        var millis = (toNano - fromNano) / 1_000_000;
        return StepsMs.FirstOrDefault(s => s * pieces >= millis, StepsMs[^1]);
    }
}

using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs.Patterns;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>The endpoint <c>/api/vault/logs/patterns</c>.</summary>
static class PatternEndpoints
{
    const int MostPatterns = 1_000;
    const int MostPoints = 1_000;

    internal static async Task<IResult> PatternsAsync(
        HttpContext context, PatternSearch search, LineQuestions questions, CancellationToken ct, string q = "", string language = "search", int limit = 100, int points = 60)
    {
        LogParameters.Check("limit", limit, 1, MostPatterns);
        LogParameters.Check("points", points, 1, MostPoints);
        var (from, to) = questions.Range(context.Request.Query);
        var stepMs = LogSearchEndpoints.StepMs(from, to, points);
        var range = new PatternRange(from, to, stepMs * 1_000_000, limit);
        var report = LogLanguage.Of(language) == LogLanguage.LogQl
            ? await LogQlFaults.ToldAsync(() => search.FindAsync(Tenants.Of(context), q, range, ct))
            : await search.FindAsync(Tenants.Of(context), LineQuestions.Tree(context.Request.Query), range, ct);
        return Results.Json(
            new LogPatternsResponse(report.Lines, stepMs, [.. report.Patterns.Select(p => LogPatternResponse.Of(p, range, report.Lines))]), LogPatternsJson.Default.LogPatternsResponse);
    }
}

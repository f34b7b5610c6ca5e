using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs.Patterns;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>The endpoint <c>/api/vault/logs/patterns</c>.</summary>
static class PatternEndpoints
{
    const int MostPatterns = 1_000;
    const int MostPoints = 1_000;

    internal static async Task<IResult> PatternsAsync(
        HttpContext context, PatternSearch search, TimeProvider time, CancellationToken ct, string q = "", string language = "search", int limit = 100, int points = 60)
    {
        LogSearchEndpoints.Check("limit", limit, 1, MostPatterns);
        LogSearchEndpoints.Check("points", points, 1, MostPoints);
        var (from, to) = LogSearchEndpoints.Range(context, time.GetUtcNow());
        var stepMs = LogSearchEndpoints.StepMs(from, to, points);
        var range = new PatternRange(from, to, stepMs * 1_000_000, limit);
        var report = language switch
        {
            "search" or "lucene" => await search.FindAsync(Tenants.Of(context), LogSearchEndpoints.Tree(context), range, ct),
            "logql" => await LogQlAsync(search, Tenants.Of(context), q, range, ct),
            _ => throw LogSearchEndpoints.Invalid("language", language, "search or logql"),
        };
        return Results.Json(
            new LogPatternsResponse(report.Lines, stepMs, [.. report.Patterns.Select(p => LogPatternResponse.Of(p, range, report.Lines))]), LogPatternsJson.Default.LogPatternsResponse);
    }

    static async Task<PatternReport> LogQlAsync(PatternSearch search, TenantId tenant, string query, PatternRange range, CancellationToken ct)
    {
        try
        {
            return await search.FindAsync(tenant, query, range, ct);
        }
        catch (Exception fault) when (fault is LogQlParseException or LogQlException)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_query", fault.Message);
        }
    }
}

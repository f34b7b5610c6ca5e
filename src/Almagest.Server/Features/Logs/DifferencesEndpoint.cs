using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs.Patterns;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>Compares two selections of lines by samples of them.</summary>
static class DifferencesEndpoint
{
    // Of each side; enough for shares of a percent.
    const int Sampled = 10_000;

    const string Pattern = "pattern";

    internal static async Task<IResult> CompareAsync(HttpContext context, LineQuestions questions, PatternSearch patterns, CancellationToken ct, int sample = Sampled)
    {
        LogParameters.Check("sample", sample, 100, 50_000);
        var (first, second) = (questions.Of(context), questions.Of(context, "_b"));
        var a = await first.SampleAsync(sample, ct);
        var b = await second.SampleAsync(sample, ct);
        var answer = Differences.Of(a, b);
        var templates = await patterns.TemplatesAsync(Tenants.Of(context), [.. answer.Differences.Where(static d => d.Field == Pattern).Select(static d => d.Value)], ct);
        return Results.Json(answer with { Differences = [.. answer.Differences.Select(d => d.Field == Pattern ? d with { Template = templates.GetValueOrDefault(d.Value) } : d)] },
            LogsJson.Default.LogDifferencesResponse);
    }
}

using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>Compares two selections of lines by samples of them.</summary>
static class DifferencesEndpoint
{
    // Of each side; enough for shares of a percent.
    const int Sampled = 10_000;

    internal static async Task<IResult> CompareAsync(HttpContext context, LineQuestions questions, CancellationToken ct, int sample = Sampled)
    {
        LogParameters.Check("sample", sample, 100, 50_000);
        var (first, second) = (questions.Of(context), questions.Of(context, "_b"));
        var a = await first.SampleAsync(sample, ct);
        var b = await second.SampleAsync(sample, ct);
        return Results.Json(Differences.Of(a, b), LogsJson.Default.LogDifferencesResponse);
    }
}

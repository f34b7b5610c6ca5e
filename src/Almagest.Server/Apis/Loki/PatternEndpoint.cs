using System.Text.Json;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs.Patterns;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>Patterns of lines over time, a series a pattern and level, as Grafana's Logs Drilldown shows them.</summary>
static class PatternEndpoint
{
    // Loki gives no more either.
    const int MostPatterns = 300;

    internal static async Task<IResult> Patterns(HttpContext context, PatternSearch search, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var (start, end) = parameters.OrderedBounds();
        // Pieces of less than a millisecond do not exist in the answer.
        var step = Math.Max(parameters.Step(start, end) / 1_000_000, 1) * 1_000_000;
        var report = await search.FindAsync(Tenants.Of(context), parameters.Text("query"), new PatternRange(start, Math.Max(end, start + 1), step, MostPatterns), ct);
        var series = report.Patterns.SelectMany(static p => p.Counts.GroupBy(static c => c.Level).Select(g => (Pattern: p.LineFilter, Level: g.Key, Counts: g.ToList())))
            .OrderByDescending(static s => s.Counts.Sum(static c => c.Lines)).Take(MostPatterns).ToList();
        return new StreamedJson<(string Pattern, string Level, List<PatternLines> Counts)>(series, WriteSeries);
    }

    static void WriteSeries(Utf8JsonWriter writer, (string Pattern, string Level, List<PatternLines> Counts) series)
    {
        writer.WriteStartObject();
        writer.WriteString("pattern"u8, series.Pattern);
        writer.WriteString("level"u8, series.Level);
        writer.WriteStartArray("samples"u8);
        foreach (var count in series.Counts)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(count.TimeNano / 1_000_000_000);
            writer.WriteNumberValue(count.Lines);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

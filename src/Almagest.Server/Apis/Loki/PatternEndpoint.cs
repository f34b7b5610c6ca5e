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
        var series = report.Patterns.SelectMany(static p => p.Counts.GroupBy(static c => c.Level).Select(g => (p.LineFilter, Level: g.Key, Counts: g.ToList())))
            .OrderByDescending(static s => s.Counts.Sum(static c => c.Lines)).Take(MostPatterns).ToList();
        return new LokiJson(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, "success"u8);
            writer.WriteStartArray("data"u8);
            foreach (var (pattern, level, counts) in series)
            {
                writer.WriteStartObject();
                writer.WriteString("pattern"u8, pattern);
                writer.WriteString("level"u8, level);
                writer.WriteStartArray("samples"u8);
                foreach (var count in counts)
                {
                    writer.WriteStartArray();
                    writer.WriteNumberValue(count.TimeNano / 1_000_000_000);
                    writer.WriteNumberValue(count.Lines);
                    writer.WriteEndArray();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}

using System.Text.Json;
using Almagest.Query.PromQL.Engine;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>What a query cost, as Prometheus writes it for the parameter <c>stats</c>.</summary>
static class QueryStatsJson
{
    internal static void Write(Utf8JsonWriter writer, QueryStats stats, PromQlRequest request)
    {
        writer.WriteStartObject("stats"u8);
        writer.WriteStartObject("timings"u8);
        writer.WriteNumber("evalTotalTime"u8, (stats.Preparation + stats.Fetching + stats.Evaluation).TotalSeconds);
        writer.WriteNumber("resultSortTime"u8, 0);
        writer.WriteNumber("queryPreparationTime"u8, (stats.Preparation + stats.Fetching).TotalSeconds);
        writer.WriteNumber("innerEvalTime"u8, stats.Evaluation.TotalSeconds);
        writer.WriteNumber("execQueueTime"u8, 0);
        writer.WriteNumber("execTotalTime"u8, (stats.Preparation + stats.Fetching + stats.Evaluation).TotalSeconds);
        writer.WriteEndObject();
        writer.WriteStartObject("samples"u8);
        if (stats.TotalSamplesPerStep is { } perStep)
            WritePerStep(writer, perStep, request);
        writer.WriteNumber("totalQueryableSamples"u8, stats.TotalSamples);
        writer.WriteNumber("peakSamples"u8, stats.PeakSamples);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void WritePerStep(Utf8JsonWriter writer, IReadOnlyList<long> perStep, PromQlRequest request)
    {
        writer.WriteStartArray("totalQueryableSamplesPerStep"u8);
        for (var step = 0; step < perStep.Count; step++)
        {
            writer.WriteStartArray();
            QueryJson.WriteTime(writer, request.StartMs + (step * request.StepMs));
            writer.WriteNumberValue(perStep[step]);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}

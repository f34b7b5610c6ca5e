using System.Text.Json;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>The plan of a query with what each part took: the member <c>explain</c> of answers to queries with <c>explain=1</c>.</summary>
static class ExplainJson
{
    internal static void Write(Utf8JsonWriter writer, string? name, ExplainPlan node)
    {
        if (name is null)
            writer.WriteStartObject();
        else
            writer.WriteStartObject(name);
        writer.WriteString("kind"u8, node.Kind);
        writer.WriteString("detail"u8, node.Detail);
        if (node.Fused)
            writer.WriteBoolean("fused"u8, true);
        if (node.Once)
            writer.WriteBoolean("once"u8, true);
        if (node.Series is { } series)
            writer.WriteNumber("series"u8, series);
        if (node.Duration is { } duration)
            writer.WriteNumber("durationMs"u8, Math.Round(duration.TotalMilliseconds, 3));
        if (node.Reads is { } reads)
            WriteReads(writer, reads);
        if (node.Children.Count > 0)
        {
            writer.WriteStartArray("children"u8);
            foreach (var child in node.Children)
                Write(writer, null, child);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    static void WriteReads(Utf8JsonWriter writer, SeriesSelection reads)
    {
        writer.WriteStartObject("reads"u8);
        writer.WritePropertyName("from"u8);
        QueryJson.WriteTime(writer, reads.FromMs);
        writer.WritePropertyName("to"u8);
        QueryJson.WriteTime(writer, reads.ToMs);
        if (reads.Cost is { } cost)
        {
            writer.WriteNumber("seriesMatched"u8, cost.Series);
            writer.WriteNumber("chunksFromMemory"u8, cost.ChunksInMemory);
            writer.WriteNumber("chunksFromStore"u8, cost.ChunksFetched);
            writer.WriteNumber("bytesFromStore"u8, cost.BytesFetched);
            writer.WriteNumber("samples"u8, cost.Samples);
            if (cost.Aggregated)
                writer.WriteBoolean("aggregatedByStore"u8, true);
            if (cost.ResolutionMs > 0)
            {
                writer.WriteNumber("rollups"u8, cost.Rollups);
                writer.WriteNumber("rollupSeconds"u8, cost.ResolutionMs / 1000);
            }

            writer.WriteNumber("durationMs"u8, Math.Round(cost.Duration.TotalMilliseconds, 3));
        }

        writer.WriteEndObject();
    }
}

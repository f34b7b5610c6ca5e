using System.Text.Json;
using Almagest.Query.LogQL.Engine;

namespace Almagest.Server.Apis.Loki;

/// <summary>Answers to queries in Loki's form (https://grafana.com/docs/loki/latest/reference/loki-http-api/).</summary>
static class ResultJson
{
    internal static LokiJson Of(LogQlResult result, bool categorized, TimeSpan elapsed) => new(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        writer.WriteStartObject("data"u8);
        writer.WriteString("resultType"u8, TypeOf(result));
        if (categorized)
            LokiJson.WriteTexts(writer, "encodingFlags", ["categorize-labels"]);
        writer.WritePropertyName("result"u8);
        WriteResult(writer, result, categorized);
        writer.WritePropertyName("stats"u8);
        StatsJson.Write(writer, result, elapsed);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    static string TypeOf(LogQlResult result) => result switch
    {
        StreamsResult => "streams",
        MatrixResult => "matrix",
        VectorResult => "vector",
        _ => "scalar",
    };

    static void WriteResult(Utf8JsonWriter writer, LogQlResult result, bool categorized)
    {
        if (result is ScalarResult scalar)
        {
            // Loki's frontend tells the time of a scalar in milliseconds, of all else in seconds.
            LokiJson.WritePoint(writer, scalar.TimeMs * 1000, scalar.Value);
            return;
        }

        writer.WriteStartArray();
        switch (result)
        {
            case StreamsResult streams:
                foreach (var stream in streams.Streams)
                    WriteStream(writer, stream, categorized);
                break;
            case VectorResult vector:
                foreach (var (labels, value) in vector.Samples)
                    WriteSample(writer, labels, vector.TimeMs, value);
                break;
            case MatrixResult matrix:
                foreach (var series in matrix.Series)
                    WriteSeries(writer, series);
                break;
        }

        writer.WriteEndArray();
    }

    internal static void WriteStream(Utf8JsonWriter writer, LogStream stream, bool categorized)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("stream"u8);
        LokiJson.WriteLabels(writer, stream.Labels);
        writer.WriteStartArray("values"u8);
        foreach (var entry in stream.Entries)
            LokiJson.WriteEntry(writer, entry, categorized);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static void WriteSample(Utf8JsonWriter writer, Model.Labels labels, long timeMs, double value)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("metric"u8);
        LokiJson.WriteLabels(writer, labels);
        writer.WritePropertyName("value"u8);
        LokiJson.WritePoint(writer, timeMs, value);
        writer.WriteEndObject();
    }

    static void WriteSeries(Utf8JsonWriter writer, LogSeries series)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("metric"u8);
        LokiJson.WriteLabels(writer, series.Labels);
        writer.WriteStartArray("values"u8);
        foreach (var (timeMs, value) in series.Points)
            LokiJson.WritePoint(writer, timeMs, value);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

using System.Globalization;
using System.Text.Json;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;

namespace Almagest.Server.Apis.Loki;

/// <summary>Lines in the form of the API before Loki 1.0: labels are one text, times are of RFC 3339.</summary>
static class LegacyJson
{
    internal static LokiJson Of(StreamsResult result, TimeSpan elapsed) => new(writer =>
    {
        writer.WriteStartObject();
        if (result.Streams.Count > 0)
            WriteStreams(writer, result.Streams);
        writer.WritePropertyName("stats"u8);
        StatsJson.Write(writer, result, elapsed);
        writer.WriteEndObject();
    });

    /// <summary>What one message of <c>/api/prom/tail</c> holds.</summary>
    internal static void WriteTail(Utf8JsonWriter writer, IReadOnlyList<LogStream> streams, IReadOnlyList<(long TimeNano, Labels Stream)> dropped)
    {
        writer.WriteStartObject();
        WriteStreams(writer, streams);
        if (dropped.Count == 0)
            writer.WriteNull("dropped_entries"u8);
        else
            WriteDropped(writer, dropped);
        writer.WriteEndObject();
    }

    static void WriteStreams(Utf8JsonWriter writer, IReadOnlyList<LogStream> streams)
    {
        writer.WriteStartArray("streams"u8);
        foreach (var stream in streams)
        {
            writer.WriteStartObject();
            writer.WriteString("labels"u8, LabelText.Of(stream.Labels));
            writer.WriteStartArray("entries"u8);
            foreach (var entry in stream.Entries)
            {
                writer.WriteStartObject();
                writer.WriteString("ts"u8, Rfc3339(entry.TimeNano));
                writer.WriteString("line"u8, entry.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    static void WriteDropped(Utf8JsonWriter writer, IReadOnlyList<(long TimeNano, Labels Stream)> dropped)
    {
        writer.WriteStartArray("dropped_entries"u8);
        foreach (var (timeNano, stream) in dropped)
        {
            writer.WriteStartObject();
            writer.WriteString("Timestamp"u8, Rfc3339(timeNano));
            writer.WriteString("Labels"u8, LabelText.Of(stream));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    static string Rfc3339(long timeNano)
    {
        var seconds = Math.DivRem(timeNano, 1_000_000_000, out var nanos);
        if (nanos < 0)
            (seconds, nanos) = (seconds - 1, nanos + 1_000_000_000);
        var fraction = nanos == 0 ? "" : $".{nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}";
        return $"{DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}{fraction}Z";
    }
}

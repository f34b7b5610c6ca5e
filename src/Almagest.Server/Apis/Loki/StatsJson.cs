using System.Text.Json;
using Almagest.Query.LogQL.Engine;

namespace Almagest.Server.Apis.Loki;

/// <summary>
/// The <c>stats</c> of an answer: the summary and the parts of Loki's that have a counterpart here; clients that look for chunks and caches find zeros.
/// </summary>
static class StatsJson
{
    static readonly string[] Caches = ["chunk", "index", "result", "statsResult", "volumeResult", "seriesResult", "labelResult", "instantMetricResult"];

    internal static void Write(Utf8JsonWriter writer, LogQlResult result, TimeSpan elapsed)
    {
        var statistics = result.Statistics;
        var bytes = statistics.Bytes + statistics.StoreBytes;
        writer.WriteStartObject();
        writer.WriteStartObject("summary"u8);
        Numbers(writer, ("bytesProcessedPerSecond", PerSecond(bytes, elapsed)), ("linesProcessedPerSecond", PerSecond(statistics.Lines, elapsed)),
            ("totalBytesProcessed", bytes), ("totalLinesProcessed", statistics.Lines));
        writer.WriteNumber("execTime"u8, elapsed.TotalSeconds);
        writer.WriteNumber("queueTime"u8, 0);
        Numbers(writer, ("subqueries", 0), ("totalEntriesReturned", Entries(result)), ("splits", 0), ("shards", 0), ("totalPostFilterLines", statistics.KeptLines),
            ("totalStructuredMetadataBytesProcessed", 0));
        writer.WriteEndObject();
        writer.WriteStartObject("querier"u8);
        WriteStore(writer, bytes, statistics.Lines, statistics.KeptLines);
        writer.WriteEndObject();
        writer.WriteStartObject("ingester"u8);
        Numbers(writer, ("totalReached", 0), ("totalChunksMatched", 0), ("totalBatches", 0), ("totalLinesSent", 0));
        WriteStore(writer, 0, 0, 0);
        writer.WriteEndObject();
        WriteCaches(writer);
        writer.WriteStartObject("index"u8);
        Numbers(writer, ("totalChunks", 0), ("postFilterChunks", 0), ("shardsDuration", 0));
        writer.WriteBoolean("usedBloomFilters"u8, false);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void WriteStore(Utf8JsonWriter writer, long bytes, long lines, long kept)
    {
        writer.WriteStartObject("store"u8);
        Numbers(writer, ("totalChunksRef", 0), ("totalChunksDownloaded", 0), ("chunksDownloadTime", 0));
        writer.WriteBoolean("queryReferencedStructuredMetadata"u8, false);
        writer.WriteStartObject("chunk"u8);
        Numbers(writer, ("headChunkBytes", 0), ("headChunkLines", 0), ("decompressedBytes", bytes), ("decompressedLines", lines), ("compressedBytes", 0),
            ("totalDuplicates", 0), ("postFilterLines", kept), ("headChunkStructuredMetadataBytes", 0), ("decompressedStructuredMetadataBytes", 0));
        writer.WriteEndObject();
        Numbers(writer, ("chunkRefsFetchTime", 0), ("congestionControlLatency", 0), ("pipelineWrapperFilteredLines", 0));
        writer.WriteEndObject();
    }

    static void WriteCaches(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("cache"u8);
        foreach (var cache in Caches)
        {
            writer.WriteStartObject(cache);
            Numbers(writer, ("entriesFound", 0), ("entriesRequested", 0), ("entriesStored", 0), ("bytesReceived", 0), ("bytesSent", 0), ("requests", 0), ("downloadTime", 0),
                ("queryLengthServed", 0));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    static long Entries(LogQlResult result) => result switch
    {
        StreamsResult streams => streams.Streams.Sum(static s => s.Entries.Count),
        VectorResult vector => vector.Samples.Count,
        MatrixResult matrix => matrix.Series.Sum(static s => s.Points.Count),
        _ => 0,
    };

    static long PerSecond(long count, TimeSpan elapsed) => elapsed > TimeSpan.Zero ? (long)(count / elapsed.TotalSeconds) : 0;

    static void Numbers(Utf8JsonWriter writer, params ReadOnlySpan<(string Name, long Value)> numbers)
    {
        foreach (var (name, value) in numbers)
            writer.WriteNumber(name, value);
    }
}

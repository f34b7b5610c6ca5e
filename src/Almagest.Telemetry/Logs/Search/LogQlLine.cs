using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Pipeline;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>A line of LogQL in the form all lines have: labels of its stream are the resource, metadata and what the pipeline made the attributes.</summary>
public static class LogQlLine
{
    const string Level = "detected_level";

    /// <summary>The line.</summary>
    /// <param name="stored">As it is stored.</param>
    /// <param name="line">What the pipeline made of it.</param>
    /// <param name="stream">Its stream.</param>
    public static FoundLog Of(LogLine stored, ProcessedLine line, string stream)
    {
        var attributes = line.Metadata.Concat(line.Parsed).Where(static l => l.Name is not (Level or MetadataColumns.PatternId)).DistinctBy(static l => l.Name).ToDictionary(static l => l.Name, static l => l.Value);
        return new FoundLog(stored.TimeNano, 0, stream, stored.Stream["service_name"], LevelOf(line, stored), line.Text,
            stored.Metadata["trace_id"], stored.Metadata["span_id"], attributes, line.Stream.ToDictionary(static l => l.Name, static l => l.Value), stored.Metadata[MetadataColumns.PatternId]);
    }

    static string LevelOf(ProcessedLine line, LogLine stored) => stored.Metadata[Level] is { Length: > 0 } level ? level : line.Stream["level"] is { Length: > 0 } label ? label : "unknown";
}

using System.Globalization;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>A line that was found.</summary>
/// <param name="TimeNano">When it happened, Unix nanoseconds.</param>
/// <param name="Hash">Its place among lines of the same nanosecond.</param>
/// <param name="Stream">Its stream, as <see cref="LogStreamId"/> writes it; empty when unknown.</param>
/// <param name="Service">Who wrote it.</param>
/// <param name="Level">Its level.</param>
/// <param name="Body">Its text.</param>
/// <param name="TraceId">The trace; empty without.</param>
/// <param name="SpanId">The span; empty without.</param>
/// <param name="Attributes">Attributes of the record.</param>
/// <param name="Resource">Attributes of what wrote it.</param>
/// <param name="PatternId">Its pattern; empty without.</param>
public sealed record FoundLog(
    long TimeNano, ulong Hash, string Stream, string Service, string Level, string Body, string TraceId, string SpanId,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Resource, string PatternId)
{
    /// <summary>The value of a field that is a column or an attribute; empty when the line has none.</summary>
    public string Field(string name) => name switch
    {
        "level" => Level,
        "service" => Service,
        "trace_id" => TraceId,
        "span_id" => SpanId,
        "pattern" => PatternId,
        _ => Attributes.TryGetValue(name, out var value) || Resource.TryGetValue(name, out value) ? value : "",
    };
}

/// <summary>Lines of one level in a piece of time.</summary>
/// <param name="TimeNano">Begin of the piece, Unix nanoseconds.</param>
/// <param name="Level">The level.</param>
/// <param name="Lines">How many.</param>
public readonly record struct LogBar(long TimeNano, string Level, long Lines);

/// <summary>Where a page ended.</summary>
/// <param name="TimeNano">Time of its last line.</param>
/// <param name="Hash">Place of that line among those of its nanosecond.</param>
/// <param name="Seen">How many lines exactly there were already given.</param>
public readonly record struct LogCursor(long TimeNano, ulong Hash, int Seen)
{
    /// <summary>The cursor as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TimeNano}.{Hash}.{Seen}");

    /// <summary>Where the next page begins; null when there was nothing on this.</summary>
    /// <param name="page">The lines of this page.</param>
    /// <param name="before">Where this page began.</param>
    public static LogCursor? After(IReadOnlyList<FoundLog> page, LogCursor? before)
    {
        if (page.Count == 0)
            return null;
        var last = page[^1];
        var seen = page.Count(line => line.TimeNano == last.TimeNano && line.Hash == last.Hash);
        return new LogCursor(last.TimeNano, last.Hash, seen + (before is { } b && b.TimeNano == last.TimeNano && b.Hash == last.Hash ? b.Seen : 0));
    }

    /// <summary>Reads a cursor; null when it is none.</summary>
    public static LogCursor? Parse(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var hash)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) && seen <= 100_000 ? new LogCursor(time, hash, seen) : null;
    }
}

static class FoundLogs
{
    /// <summary>The columns a statement selects, beside <c>line_order</c>.</summary>
    internal const string List = "time, resource_id, service, level, body, trace_id, span_id, attributes, resource, pattern_id";

    internal static IEnumerable<FoundLog> Read(ResultBlock block)
    {
        var (times, ids, hashes) = (block.Fixed<long>("time"), block.Fixed<ulong>("resource_id"), block.Fixed<ulong>("line_order"));
        var (services, levels, bodies) = (new TextReaderColumn(block["service"]), new TextReaderColumn(block["level"]), block.Strings("body"));
        var (traces, spans) = (block.Strings("trace_id"), block.Strings("span_id"));
        var patterns = new TextReaderColumn(block["pattern_id"]);
        var (attributes, resources) = (block.Get<MapResultColumn>("attributes"), block.Get<MapResultColumn>("resource"));
        for (var row = 0; row < block.Rows; row++)
            yield return new FoundLog(times[row], hashes[row], LogStreamId.Of(ids[row]), services[row], levels[row], bodies.GetString(row), traces.GetString(row), spans.GetString(row),
                Entries(attributes, row), Entries(resources, row), patterns[row]);
    }

    static Dictionary<string, string> Entries(MapResultColumn map, int row)
    {
        var (names, values) = (new TextReaderColumn(map.Keys), new TextReaderColumn(map.Values));
        var (start, count) = map[row].GetOffsetAndLength(map.Keys.Rows);
        var entries = new Dictionary<string, string>(count);
        for (var i = start; i < start + count; i++)
            entries[names[i]] = values[i];
        return entries;
    }
}

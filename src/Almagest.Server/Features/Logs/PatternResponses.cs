using System.Text.Json.Serialization;
using Almagest.Telemetry.Logs.Patterns;

namespace Almagest.Server.Features.Logs;

/// <summary>Patterns of matching lines.</summary>
/// <param name="Lines">Lines that match, those without a pattern among them.</param>
/// <param name="StepMs">Length of a piece of time in <c>points</c>.</param>
/// <param name="Patterns">The patterns, the most frequent first.</param>
public sealed record LogPatternsResponse(
    [property: JsonPropertyName("lines")] long Lines,
    [property: JsonPropertyName("step_ms")] long StepMs,
    [property: JsonPropertyName("patterns")] IReadOnlyList<LogPatternResponse> Patterns);

/// <summary>Lines of a kind.</summary>
/// <param name="Id">16 hexadecimal digits, for ever the same; a search for <c>pattern:&lt;id&gt;</c> finds the lines.</param>
/// <param name="Template">What its lines have in common; <c>&lt;_&gt;</c> stands for what differs.</param>
/// <param name="LineFilter">The template as LogQL's <c>|&gt;</c> finds the lines.</param>
/// <param name="Count">Lines that match.</param>
/// <param name="Share">Their part of all lines that match, 0 to 1.</param>
/// <param name="FirstSeen">Time of the first such line ever, milliseconds since 1970.</param>
/// <param name="LastSeen">Time of the last line that matches, milliseconds since 1970.</param>
/// <param name="IsNew">Whether there was no such line before the range.</param>
/// <param name="LevelCounts">Lines by level.</param>
/// <param name="Services">Who writes such lines.</param>
/// <param name="Points">Begin of a piece of time in milliseconds since 1970, and its lines; pieces without lines are left out.</param>
/// <param name="Sample">The first such line ever.</param>
public sealed record LogPatternResponse(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("template")] string Template,
    [property: JsonPropertyName("line_filter")] string LineFilter,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("share")] double Share,
    [property: JsonPropertyName("first_seen")] long FirstSeen,
    [property: JsonPropertyName("last_seen")] long LastSeen,
    [property: JsonPropertyName("is_new")] bool IsNew,
    [property: JsonPropertyName("level_counts")] IReadOnlyDictionary<string, long> LevelCounts,
    [property: JsonPropertyName("services")] IReadOnlyList<string> Services,
    [property: JsonPropertyName("points")] IReadOnlyList<IReadOnlyList<long>> Points,
    [property: JsonPropertyName("sample")] LogPatternSampleResponse Sample)
{
    internal static LogPatternResponse Of(FoundPattern pattern, PatternRange range, long lines)
    {
        const long millisecond = 1_000_000;
        return new LogPatternResponse(
            pattern.Id, pattern.Template, pattern.LineFilter, pattern.Lines, lines == 0 ? 0 : (double)pattern.Lines / lines,
            pattern.FirstSeenNano / millisecond, pattern.Range.LastNano / millisecond, pattern.FirstSeenNano >= range.FromNano,
            pattern.Counts.GroupBy(static c => c.Level).ToDictionary(static g => g.Key, static g => g.Sum(static c => c.Lines)),
            [pattern.Service],
            [.. pattern.Counts.GroupBy(static c => c.TimeNano).Select(static g => new[] { g.Key / millisecond, g.Sum(static c => c.Lines) })],
            new LogPatternSampleResponse(LogLineResponse.Text(pattern.FirstSeenNano), pattern.Service, pattern.SampleLevel, pattern.Sample));
    }
}

/// <summary>A line of a pattern.</summary>
/// <param name="Time">Unix nanoseconds, as text.</param>
/// <param name="Service">Who wrote it.</param>
/// <param name="Level">Its level.</param>
/// <param name="Body">Its text.</param>
public sealed record LogPatternSampleResponse(
    [property: JsonPropertyName("time")] string Time,
    [property: JsonPropertyName("service")] string Service,
    [property: JsonPropertyName("level")] string Level,
    [property: JsonPropertyName("body")] string Body);

[JsonSerializable(typeof(LogPatternsResponse))]
sealed partial class LogPatternsJson : JsonSerializerContext;

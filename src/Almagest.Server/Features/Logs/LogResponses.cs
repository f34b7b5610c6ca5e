using System.Globalization;
using System.Text.Json.Serialization;
using Almagest.Telemetry.Logs.Search;

namespace Almagest.Server.Features.Logs;

/// <summary>A log line.</summary>
/// <param name="Time">Unix nanoseconds, as text because they exceed what JSON's numbers hold exactly in browsers.</param>
/// <param name="Stream">Its stream, for <c>/context</c>.</param>
/// <param name="Service">Who wrote it.</param>
/// <param name="Level">Its level.</param>
/// <param name="Body">Its text.</param>
/// <param name="TraceId">The trace; empty without.</param>
/// <param name="SpanId">The span; empty without.</param>
/// <param name="Attributes">Attributes of the record.</param>
/// <param name="Resource">Attributes of what wrote it.</param>
/// <param name="PatternId">Its pattern, for a search such as <c>pattern:&lt;id&gt;</c>; empty without.</param>
public sealed record LogLineResponse(
    string Time, string Stream, string Service, string Level, string Body, string TraceId, string SpanId,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Resource, string PatternId)
{
    internal static LogLineResponse Of(FoundLog line) => new(
        Text(line.TimeNano), line.Stream, line.Service, line.Level, line.Body, line.TraceId, line.SpanId, line.Attributes, line.Resource, line.PatternId);

    internal static string Text(long nano) => nano.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A page of lines.</summary>
/// <param name="Lines">In the order asked for.</param>
/// <param name="Cursor">What to send as <c>cursor</c> for the next page; null when this is the last.</param>
public sealed record LogPageResponse(IReadOnlyList<LogLineResponse> Lines, string? Cursor);

/// <summary>Counts over time.</summary>
/// <param name="StepMs">Length of a bar.</param>
/// <param name="Total">Lines in all bars.</param>
/// <param name="Bars">Bars with lines, oldest first.</param>
public sealed record LogHistogramResponse(long StepMs, long Total, IReadOnlyList<LogBarResponse> Bars);

/// <summary>A bar.</summary>
/// <param name="Time">Its begin, milliseconds since 1970.</param>
/// <param name="Levels">Lines by level.</param>
public sealed record LogBarResponse(long Time, IReadOnlyDictionary<string, long> Levels);

/// <summary>Fields of matching lines.</summary>
/// <param name="Lines">Lines that were looked at, the newest.</param>
/// <param name="Sampled">Whether there are more that were not.</param>
/// <param name="Fields">The fields, the most frequent first.</param>
public sealed record LogFieldsResponse(int Lines, bool Sampled, IReadOnlyList<LogFieldResponse> Fields);

/// <summary>A field.</summary>
/// <param name="Name">As a query names it.</param>
/// <param name="Type"><c>number</c> when all values looked at are numbers, <c>boolean</c> when all are true or false, else <c>string</c>.</param>
/// <param name="Lines">Lines that have it.</param>
/// <param name="Distinct">Different values among them.</param>
/// <param name="Top">The most frequent values.</param>
public sealed record LogFieldResponse(string Name, string Type, int Lines, int Distinct, IReadOnlyList<LogValueResponse> Top);

/// <summary>A value of a field.</summary>
/// <param name="Value">The value.</param>
/// <param name="Lines">Lines that have it.</param>
public sealed record LogValueResponse(string Value, int Lines);

/// <summary>What a query is.</summary>
/// <param name="Kind"><c>lines</c> when it gives lines, <c>series</c> when it gives numbers, empty when it is not valid.</param>
/// <param name="Position">Index of the character the fault is about, from 0; null when it is about the whole.</param>
/// <param name="Message">What is wrong; null when nothing is.</param>
public sealed record LogCheckResponse(string Kind, int? Position, string? Message);

/// <summary>Lines that were just stored.</summary>
/// <param name="Lines">In the order in which they were stored.</param>
/// <param name="Dropped">Lines not judged since the last time, because they came faster than they were read.</param>
public sealed record LogTailResponse(IReadOnlyList<LogLineResponse> Lines, long Dropped);

/// <summary>What two selections of lines differ in.</summary>
/// <param name="A">The first.</param>
/// <param name="B">The second.</param>
/// <param name="Differences">Values whose share is not the same, the greatest difference first.</param>
public sealed record LogDifferencesResponse(LogSideResponse A, LogSideResponse B, IReadOnlyList<LogDifferenceResponse> Differences);

/// <summary>One of two selections.</summary>
/// <param name="Total">Lines it has.</param>
/// <param name="Looked">Lines that were looked at.</param>
/// <param name="Sampled">Whether these are fewer than there are.</param>
public sealed record LogSideResponse(long Total, int Looked, bool Sampled);

/// <summary>A value that is more frequent on one side.</summary>
/// <param name="Field">Name of its field.</param>
/// <param name="Value">The value.</param>
/// <param name="ShareA">Its part of the first lines looked at, 0 to 1.</param>
/// <param name="ShareB">Its part of the second.</param>
/// <param name="LinesA">Lines of the first with it.</param>
/// <param name="LinesB">Lines of the second with it.</param>
/// <param name="Template">What its lines have in common when the value is a pattern; else null.</param>
public sealed record LogDifferenceResponse(string Field, string Value, double ShareA, double ShareB, int LinesA, int LinesB, string? Template);

[JsonSerializable(typeof(LogDifferencesResponse))]
[JsonSerializable(typeof(LogTailResponse))]
[JsonSerializable(typeof(LogCheckResponse))]
[JsonSerializable(typeof(LogPageResponse))]
[JsonSerializable(typeof(LogLineResponse))]
[JsonSerializable(typeof(LogHistogramResponse))]
[JsonSerializable(typeof(LogFieldsResponse))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class LogsJson : JsonSerializerContext;

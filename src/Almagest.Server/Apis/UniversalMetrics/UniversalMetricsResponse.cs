namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>What became of the records of a request.</summary>
/// <param name="Accepted">Records stored; they survive the end of any process.</param>
/// <param name="Rejected">Records refused; nothing of them is kept.</param>
/// <param name="Errors">Why, for the first 100 of them.</param>
public sealed record UniversalMetricsResponse(long Accepted, long Rejected, IReadOnlyList<RecordError> Errors);

/// <summary>Why a record was refused.</summary>
/// <param name="Record">Its number in the request, from 1; of lines (NDJSON), the number of the line.</param>
/// <param name="Field">The field at fault; absent when it is the record as a whole.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record RecordError(long Record, string? Field, string Message);

/// <summary>The problem of a request without a single good record, as <c>application/problem+json</c>.</summary>
/// <param name="Type">A stable address of the kind of problem.</param>
/// <param name="Title">The kind of problem.</param>
/// <param name="Status">400.</param>
/// <param name="Detail">The first error.</param>
/// <param name="Code"><c>no_valid_record</c>.</param>
/// <param name="Accepted">0.</param>
/// <param name="Rejected">Records refused.</param>
/// <param name="Errors">Why, for the first 100 of them.</param>
public sealed record UniversalMetricsProblem(
    string Type, string Title, int Status, string Detail, string Code, long Accepted, long Rejected, IReadOnlyList<RecordError> Errors);

/// <summary>A record as it goes in and comes out.</summary>
/// <param name="Timestamp">RFC 3339; comes out in UTC with as many decimals as it needs, to the nanosecond.</param>
/// <param name="SourceSystem">Where it comes from.</param>
/// <param name="MetricType">What is measured.</param>
/// <param name="Value">The measurement.</param>
/// <param name="Unit">Its unit; absent when it was not given.</param>
/// <param name="Tags">What else is known, by name.</param>
public sealed record UniversalMetricRecord(
    string Timestamp, string SourceSystem, string MetricType, double Value, string? Unit, IReadOnlyDictionary<string, string> Tags);

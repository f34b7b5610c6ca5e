namespace Almagest.Telemetry.Traces;

/// <summary>
/// Conditions on the time of spans. The table is ordered by quarter hour and trace, and the engine does not derive a range of quarter
/// hours from one of times: without the second condition every query would read the times of whole days.
/// </summary>
static class SpanTime
{
    /// <summary>Spans that began between two moments, given as expressions of type DateTime64(9, 'UTC'), both included.</summary>
    internal static string Between(string from, string to) =>
        $"spans.time BETWEEN {from} AND {to} AND toStartOfFifteenMinutes(spans.time) BETWEEN toStartOfFifteenMinutes({from}) AND toStartOfFifteenMinutes({to})";

    /// <summary>The same of two parameters in nanoseconds since 1970, the end not included.</summary>
    internal static string Of(string from, string to) =>
        Between($"fromUnixTimestamp64Nano({{{from}:Int64}}, 'UTC')", $"fromUnixTimestamp64Nano({{{to}:Int64}} - 1, 'UTC')");

    /// <summary>The same with the end included.</summary>
    internal static string UpTo(string from, string to) =>
        Between($"fromUnixTimestamp64Nano({{{from}:Int64}}, 'UTC')", $"fromUnixTimestamp64Nano({{{to}:Int64}}, 'UTC')");
}

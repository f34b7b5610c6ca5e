namespace Almagest.Telemetry.Traces;

/// <summary>
/// Conditions on the time of spans. The table is ordered by quarter hour and trace, and the engine does not derive a range of quarter
/// hours from one of times: without the second condition every query would read the times of whole days. It is for the index only:
/// computing the quarter hour of every row took a quarter of a search's time.
/// </summary>
static class SpanTime
{
    /// <summary>Seconds of a quarter hour.</summary>
    internal const long QuarterSeconds = 900;

    const long Nanos = QuarterSeconds * 1_000_000_000;

    /// <summary>Quarter hours since 1970.</summary>
    internal static long Quarter(long unixNano) => (unixNano - (unixNano < 0 ? Nanos - 1 : 0)) / Nanos;

    /// <summary>Spans that began between two moments, given as expressions of type DateTime64(9, 'UTC'), both included.</summary>
    internal static string Between(string from, string to) =>
        $"spans.time BETWEEN {from} AND {to} AND indexHint(toStartOfFifteenMinutes(spans.time) BETWEEN toStartOfFifteenMinutes({from}) AND toStartOfFifteenMinutes({to}))";

    /// <summary>The same of two parameters in nanoseconds since 1970, the end not included.</summary>
    internal static string Of(string from, string to) =>
        Between($"fromUnixTimestamp64Nano({{{from}:Int64}}, 'UTC')", $"fromUnixTimestamp64Nano({{{to}:Int64}} - 1, 'UTC')");

    /// <summary>The same with the end included.</summary>
    internal static string UpTo(string from, string to) =>
        Between($"fromUnixTimestamp64Nano({{{from}:Int64}}, 'UTC')", $"fromUnixTimestamp64Nano({{{to}:Int64}}, 'UTC')");

    /// <summary>
    /// Spans of the traces that pass a condition on <c>trace_summaries</c>. Spans are ordered by quarter hour and trace: the summaries
    /// tell each trace's quarter hours, and a trace is one short run of rows in each. As pairs, so that many traces of a day are not
    /// looked for in all quarter hours of it.
    /// </summary>
    internal static string OfTraces(string condition) =>
        $$"""
        tenant = {tenant:String} AND (toStartOfFifteenMinutes(spans.time), spans.trace_id) IN (
            SELECT toStartOfFifteenMinutes(first) + 900 * arrayJoin(range(toUInt32(1 + {{QuarterOf("latest_start")}} - {{QuarterOf("first")}}))), trace_id
            FROM trace_summaries WHERE tenant = {tenant:String} AND {{condition}})
        """;

    static string QuarterOf(string time) => $"intDiv(toUnixTimestamp64Nano({time}), 900000000000)";
}

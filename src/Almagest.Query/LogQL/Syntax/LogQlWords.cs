using System.Collections.Frozen;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>The words and signs of the language.</summary>
static class LogQlWords
{
    /// <summary>Range aggregations, in lower case.</summary>
    internal static readonly FrozenSet<string> RangeOperations = new[]
    {
        "count_over_time", "rate", "rate_counter", "bytes_over_time", "bytes_rate", "avg_over_time", "sum_over_time", "min_over_time", "max_over_time",
        "stdvar_over_time", "stddev_over_time", "quantile_over_time", "first_over_time", "last_over_time", "absent_over_time",
    }.ToFrozenSet();

    /// <summary>Vector aggregations, in lower case.</summary>
    internal static readonly FrozenSet<string> VectorOperations = new[]
    {
        "sum", "avg", "count", "max", "min", "stddev", "stdvar", "bottomk", "topk", "sort", "sort_desc", "approx_topk",
    }.ToFrozenSet();

    /// <summary>Words that are functions before a parenthesis and names elsewhere, with the name messages call them by.</summary>
    internal static readonly FrozenDictionary<string, string> Functions = RangeOperations.Concat(VectorOperations).Append("vector")
        .Select(static word => KeyValuePair.Create(word, word.ToUpperInvariant()))
        .Concat([new("bytes", "BYTES_CONV"), new("duration", "DURATION_CONV"), new("duration_seconds", "DURATION_SECONDS_CONV"), new("label_replace", "label_replace"), new("ip", "ip")])
        .ToFrozenDictionary();

    /// <summary>Signs and words that are never names.</summary>
    internal static readonly FrozenSet<string> Reserved = new[]
    {
        ",", ".", "{", "}", "=", "!=", "=~", "!~", "!>", "|=", "|~", "|>", "|", "unwrap", "(", ")", "by", "without", "bool", "[", "]", "offset", "on", "ignoring",
        "group_left", "group_right", "or", "and", "unless", "+", "-", "*", "/", "%", "^", "==", ">", ">=", "<", "<=", "json", "regexp", "logfmt", "unpack", "pattern",
        "label_format", "line_format", "decolorize", "drop", "keep",
    }.ToFrozenSet();

    /// <summary>Flags of the logfmt parser.</summary>
    internal static readonly FrozenSet<string> Flags = new[] { "--strict", "--keep-empty" }.ToFrozenSet();
}

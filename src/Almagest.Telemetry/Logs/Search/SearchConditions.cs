using System.Globalization;
using Almagest.Query.LogSearch;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Makes a condition on table <c>logs</c> of a search. Every condition is 0 or 1, never null: NOT of it is right as well.</summary>
/// <param name="parameters">Takes the values.</param>
/// <param name="now">What relative times are relative to.</param>
/// <param name="ofResources">The fields of the search that resources have: <see cref="ResourceFields"/>.</param>
/// <param name="index">Looks words up.</param>
sealed class SearchConditions(SqlParameters parameters, DateTimeOffset now, IReadOnlySet<string> ofResources, BodyIndex index)
{
    internal static readonly HashSet<string> LineNames = ["body", "_raw"];
    internal static readonly HashSet<string> MessageNames = ["message", "msg"];
    internal static readonly HashSet<string> TimeNames = ["timestamp", "@timestamp", "time"];
    internal static readonly HashSet<string> LevelNames = ["level", "log.level", "severity", "detected_level"];

    readonly BodyText _body = new(parameters, index);
    readonly FieldPlaces _places = new(parameters, index, ofResources);

    internal string Of(SearchExpr expr) => expr switch
    {
        AllExpr => "1",
        NotExpr not => $"NOT ({Of(not.Operand)})",
        AndExpr and => $"({string.Join(" AND ", and.Operands.Select(Of))})",
        OrExpr or => $"({string.Join(" OR ", or.Operands.Select(Of))})",
        FieldExpr field => Of(field),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    /// <summary>Whether nothing but the level of a line decides.</summary>
    internal static bool IsOfLevels(SearchExpr expr) => expr switch
    {
        AllExpr => true,
        NotExpr not => IsOfLevels(not.Operand),
        AndExpr and => and.Operands.All(IsOfLevels),
        OrExpr or => or.Operands.All(IsOfLevels),
        FieldExpr { Field: { } name, Term: TextTerm } => LevelNames.Contains(name),
        _ => false,
    };

    string Of(FieldExpr field)
    {
        if (field.Field is not { } name || LineNames.Contains(name))
            return OfLine(field);
        if (TimeNames.Contains(name))
            return OfTime(field);
        if (MessageNames.Contains(name) && field.Term is TextTerm or WildcardTerm or RegexTerm)
            return _body.Message(field.Term);
        if (LevelNames.Contains(name) && field.Term is TextTerm level)
            return $"level IN ({string.Join(", ", Levels(level.Text).Select(parameters.Text))})";
        if (name is "pattern" or "pattern_id" && field.Term is TextTerm { Text.Length: > 0 } pattern)
            return $"({_places.OfPattern(pattern.Text)} OR {_places.Any(name, field.Term, place => OfValue(place, field))})";
        return field.Term is ExistsTerm ? _places.Exists(name) : _places.Any(name, field.Term, place => OfValue(place, field));
    }

    string OfLine(FieldExpr field) => field.Term switch
    {
        ExistsTerm => "body != ''",
        RangeTerm => throw SearchError.At(field.Span.Start, "a range belongs to a field with values in order: use it on a field such as latency_ms or timestamp"),
        var term => _body.Line(term),
    };

    string OfTime(FieldExpr field) => field.Term switch
    {
        ExistsTerm => "1",
        RangeTerm range => Join(
            range.Low is { } low ? $"time {(low.Inclusive ? ">=" : ">")} {Moment(low.Text, !low.Inclusive, field)}" : null,
            range.High is { } high ? $"time {(high.Inclusive ? "<=" : "<")} {Moment(high.Text, high.Inclusive, field)}" : null),
        TextTerm text => $"(time >= {Moment(text.Text, false, field)} AND time <= {Moment(text.Text, true, field)})",
        _ => throw SearchError.At(field.Span.Start, $"field \"{field.Field}\" is a time: expected a range such as {field.Field}:[now-1h TO now]"),
    };

    string Moment(string text, bool end, FieldExpr field) =>
        $"fromUnixTimestamp64Nano(toInt64({Nano(text, end, field, now).ToString(CultureInfo.InvariantCulture)}), 'UTC')";

    /// <summary>A moment as people write it, in Unix nanoseconds: the first or the last of what it names.</summary>
    internal static long Nano(string text, bool end, FieldExpr field, DateTimeOffset now)
    {
        var moment = DateMath.Parse(text, now, end)
            ?? throw SearchError.At(field.Span.Start, $"\"{text}\" is not a time: expected now-1h, now/d, 2026-11-20, 2026-11-20T10:00:00Z or milliseconds since 1970");
        var nano = ((Int128)(moment - DateTimeOffset.UnixEpoch).Ticks * 100) + (end ? 99 : 0);
        return (long)Int128.Clamp(nano, 0, long.MaxValue);
    }

    string OfValue(string place, FieldExpr field) => field.Term switch
    {
        TextTerm { Text: "" } => "0",
        TextTerm text => $"{place} = {parameters.Text(text.Text)}",
        WildcardTerm wild => $"{place} LIKE {parameters.Text(BodyText.Like(wild))}",
        RegexTerm regex => $"({place} != '' AND match({place}, {parameters.Text($"^(?:{regex.Pattern})$")}))",
        RangeTerm range => Join(
            range.Low is { } low ? Compare(place, low.Inclusive ? ">=" : ">", low.Text, !low.Inclusive) : null,
            range.High is { } high ? Compare(place, high.Inclusive ? "<=" : "<", high.Text, high.Inclusive) : null),
        _ => throw new InvalidOperationException($"unknown term {field.Term.GetType().Name}"),
    };

    // Numbers compare as numbers, date math as times, all else by the order of its characters.
    string Compare(string place, string operation, string bound, bool end)
    {
        if (double.TryParse(bound, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return $"ifNull(toFloat64OrNull({place}) {operation} {parameters.Number(number)}, 0)";
        if ((bound.StartsWith("now", StringComparison.Ordinal) || bound.Contains("||", StringComparison.Ordinal)) && DateMath.Parse(bound, now, end) is { } moment)
            return $"ifNull(parseDateTime64BestEffortOrNull({place}, 9, 'UTC') {operation} fromUnixTimestamp64Milli(toInt64({
                moment.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}), 'UTC'), 0)";
        return $"({place} != '' AND {place} {operation} {parameters.Text(bound)})";
    }

    static string Join(string? low, string? high) => (low, high) switch
    {
        (null, null) => "1",
        (null, _) => $"{high}",
        (_, null) => low,
        _ => $"({low} AND {high})",
    };

    // Sources spell levels in their own ways; the store keeps what Loki and OpenTelemetry call them.
    internal static string[] Levels(string word) => word.ToLowerInvariant() switch
    {
        "warn" or "warning" or "wrn" => ["warn", "warning"],
        "error" or "err" or "severe" => ["error"],
        "info" or "information" or "inf" => ["info"],
        "debug" or "dbg" => ["debug"],
        "trace" or "trc" or "verbose" => ["trace"],
        "critical" or "crit" => ["critical", "fatal"],
        var other => [other],
    };
}

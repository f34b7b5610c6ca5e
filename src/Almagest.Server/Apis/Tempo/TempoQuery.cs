using System.Globalization;
using System.Text;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Reads the parameters of a search: TraceQL in <c>q</c>, or logfmt in <c>tags</c> with minDuration and maxDuration.</summary>
static class TempoQuery
{
    const int DefaultLimit = 20;
    const int MaxLimit = 10_000;
    const int DefaultSpansPerSet = 3;

    static readonly HashSet<string> Reserved = ["q", "tags", "minDuration", "maxDuration", "limit", "spss", "start", "end", "since"];

    static readonly TimeSpan DefaultLookback = TimeSpan.FromHours(1);

    /// <exception cref="UserErrorException">A parameter is malformed.</exception>
    internal static (TraceQlQuery Query, SearchRange Range, int SpansPerSet) Read(IQueryCollection query, DateTimeOffset now)
    {
        var (start, end) = Range(query, now);
        var text = query["q"].ToString();
        if (text.Length > 0 && query["tags"].ToString().Length > 0)
            throw Fault("invalid request: can't specify tags and q in the same query");
        var parsed = text.Length > 0 ? Parsed(text) : new TraceQlQuery("", [new SpansetStage(new FilterExpr(Condition(Tags(query))))]);
        if (parsed.AsksForSeries)
            throw Invalid("q", text, "a query for spans; metrics are asked at /api/metrics/query_range");
        var (min, max) = (Duration(query, "minDuration") ?? 0, Duration(query, "maxDuration") ?? long.MaxValue);
        if (min > max)
            throw Fault("invalid maxDuration: must be greater than minDuration");
        var spans = query["spss"].ToString().Length == 0 ? DefaultSpansPerSet : Count(query, "spss");
        return (parsed, new SearchRange(start, end, Limit(query), min, max), spans == 0 ? int.MaxValue : spans);
    }

    /// <summary>Start and end in nanoseconds; given in seconds, nanoseconds or RFC 3339; the last hour when left out.</summary>
    internal static (long Start, long End) Range(IQueryCollection query, DateTimeOffset now)
    {
        var end = Moment(query, "end") ?? (now - DateTimeOffset.UnixEpoch).Ticks * 100;
        var lookback = query["since"].ToString() is { Length: > 0 } since ? GoDuration.Parse(since) ?? throw Invalid("since", since, "a duration such as 1h") : DefaultLookback.Ticks * 100;
        var start = Moment(query, "start") ?? end - lookback;
        return start < end ? (start, end)
            : throw Fault($"http parameter start must be before end. received start={start / 1_000_000_000} end={end / 1_000_000_000}");
    }

    static TraceQlQuery Parsed(string text)
    {
        try
        {
            return TraceQlParser.Parse(text);
        }
        catch (UserErrorException error)
        {
            throw Fault($"invalid TraceQL query: {error.Message}");
        }
    }

    internal static UserErrorException Invalid(string name, string value, string expected) =>
        Fault($"invalid {name}: \"{value}\" is not {expected}");

    static UserErrorException Fault(string message) => new(UserErrorKind.Invalid, "bad_parameter", message);

    /// <summary>A number of things; 0 when left out.</summary>
    internal static int Count(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw Invalid(name, text, "a number") : 0;

    static long? Moment(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 9_000_000_000_000_000_000)
            return number < 100_000_000_000 ? (long)(number * 1_000_000_000) : (long)number;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? (moment - DateTimeOffset.UnixEpoch).Ticks * 100 : throw Invalid(name, text, "a time in seconds or nanoseconds since 1970");
    }

    static int Limit(IQueryCollection query)
    {
        var text = query["limit"].ToString();
        if (text.Length == 0)
            return DefaultLimit;
        return Count(query, "limit") is > 0 and var limit ? Math.Min(limit, MaxLimit) : throw Fault("invalid limit: must be a positive number");
    }

    static long? Duration(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text
        ? GoDuration.Parse(text) ?? throw Invalid(name, text, "a duration such as 100ms") : null;

    // Old clients send tags as parameters of their own, and no range.
    static List<(string Key, string Value)> Tags(IQueryCollection query)
    {
        var logfmt = Logfmt(query["tags"].ToString());
        foreach (var pairs in logfmt.GroupBy(static p => p.Key).Where(static g => g.Count() > 1))
            throw Fault($"invalid tags: tag {pairs.Key} has been set twice");
        return query["tags"].ToString().Length > 0 || query.ContainsKey("start") || query.ContainsKey("end") ? logfmt
            : [.. query.Where(static p => !Reserved.Contains(p.Key) && p.Value.ToString().Length > 0).Select(static p => (p.Key, p.Value[0] ?? ""))];
    }

    static FieldExpr Condition(List<(string Key, string Value)> tags)
    {
        FieldExpr? condition = null;
        foreach (var (key, value) in tags)
        {
            FieldExpr next = key switch
            {
                "name" => new BinaryExpr(0, "=", new IntrinsicExpr(0, Intrinsic.Name), new StaticExpr(0, TqValue.Of(value))),
                "error" or "status" when value is "true" or "error" =>
                    new BinaryExpr(0, "=", new IntrinsicExpr(0, Intrinsic.Status), new StaticExpr(0, new TqValue(TqType.Status, 2))),
                "service.name" => new BinaryExpr(0, "=", new AttributeExpr(0, FieldScope.Resource, key), new StaticExpr(0, TqValue.Of(value))),
                _ => new TagExpr(key, value),
            };
            condition = condition is null ? next : new BinaryExpr(0, "&&", condition, next);
        }

        return condition ?? new StaticExpr(0, TqValue.Of(true));
    }

    static List<(string Key, string Value)> Logfmt(string text)
    {
        var pairs = new List<(string, string)>();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            var equals = text.IndexOf('=', at);
            if (equals < 0)
                throw Invalid("tags", text, "logfmt, such as service.name=shop http.status_code=500");
            var value = new StringBuilder();
            var quoted = equals + 1 < text.Length && text[equals + 1] == '"';
            var end = equals + (quoted ? 2 : 1);
            for (; end < text.Length && text[end] != (quoted ? '"' : ' '); end++)
                value.Append(quoted && text[end] == '\\' && end + 1 < text.Length ? text[++end] : text[end]);
            pairs.Add((text[at..equals], value.ToString()));
            at = end + 1;
        }

        return pairs;
    }
}

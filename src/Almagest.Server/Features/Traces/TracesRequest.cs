using System.Globalization;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Server.Platform.Time;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Traces;

/// <summary>
/// Reads the parameters of a search. Those given as fields (<c>service</c>, <c>operation</c>, <c>status</c>, <c>minDuration</c>,
/// <c>maxDuration</c>, <c>tag=key:value</c>) must hold of one span; <c>q</c> is a TraceQL query that what they leave must also pass.
/// </summary>
static class TracesRequest
{
    const int DefaultLimit = 20;
    const int MaxLimit = 1_000;

    static readonly string[] FieldNames = ["service", "operation", "status", "minDuration", "maxDuration", "tag"];

    /// <exception cref="UserErrorException">A parameter is malformed.</exception>
    internal static (TraceQlQuery Query, SearchRange Range) Read(IQueryCollection query, DateTimeOffset now)
    {
        var (from, to) = Range(query, now);
        var stages = new List<Stage> { new SpansetStage(new FilterExpr(Fields(query))) };
        var text = query["q"].ToString();
        if (text.Length > 0)
        {
            var parsed = TraceQlParser.Parse(text);
            if (parsed.AsksForSeries)
                throw Invalid("q", text, "a query for spans, without metrics functions");
            // The form narrows to traces; the query then says which spans of them are shown.
            stages = HasFields(query) ? [.. parsed.Stages, new SpansetStage(new NestedExpr(stages))] : [.. parsed.Stages];
        }

        return (new TraceQlQuery(text, stages), new SearchRange(Nano(from), Nano(to), Limit(query)));
    }

    /// <summary>For statistics of spans: the fields and the query must hold of the same span.</summary>
    /// <exception cref="UserErrorException">A parameter is malformed.</exception>
    internal static (TraceQlQuery Query, DateTimeOffset From, DateTimeOffset To) ReadSpans(IQueryCollection query, DateTimeOffset now)
    {
        var (from, to) = Range(query, now);
        var stages = new List<Stage>();
        if (HasFields(query))
            stages.Add(new SpansetStage(new FilterExpr(Fields(query))));
        var text = query["q"].ToString();
        if (text.Length > 0)
        {
            var parsed = TraceQlParser.Parse(text);
            if (parsed.AsksForSeries)
                throw Invalid("q", text, "a query for spans, without metrics functions");
            stages.AddRange(parsed.Stages);
        }

        return (new TraceQlQuery(text, stages), from, to);
    }

    /// <exception cref="UserErrorException">A moment is malformed, or the range is empty.</exception>
    internal static (DateTimeOffset From, DateTimeOffset To) Range(IQueryCollection query, DateTimeOffset now)
    {
        var from = TimeText.Parse("from", query["from"].FirstOrDefault() ?? "now-1h", now);
        var to = TimeText.Parse("to", query["to"].FirstOrDefault() ?? "now", now);
        return to > from ? (from, to) : throw new UserErrorException(UserErrorKind.Invalid, "invalid_range", "from must be before to");
    }

    internal static long Nano(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks * 100;

    static bool HasFields(IQueryCollection query) =>
        FieldNames.Any(name => query[name].ToString().Length > 0);

    static FieldExpr Fields(IQueryCollection query)
    {
        FieldExpr? condition = null;
        void Add(FieldExpr next) => condition = condition is null ? next : new BinaryExpr(0, "&&", condition, next);
        if (query["service"].ToString() is { Length: > 0 } service)
            Add(Compare("=", new AttributeExpr(0, FieldScope.Resource, "service.name"), TqValue.Of(service)));
        if (query["operation"].ToString() is { Length: > 0 } operation)
            Add(Compare("=", new IntrinsicExpr(0, Intrinsic.Name), TqValue.Of(operation)));
        if (query["status"].ToString() is { Length: > 0 } status)
            Add(Compare("=", new IntrinsicExpr(0, Intrinsic.Status), Status(status)));
        foreach (var (name, comparison) in new[] { ("minDuration", ">="), ("maxDuration", "<=") })
            if (query[name].ToString() is { Length: > 0 } duration)
                Add(Compare(comparison, new IntrinsicExpr(0, Intrinsic.Duration),
                    TqValue.Duration(GoDuration.Parse(duration) ?? throw Invalid(name, duration, "a duration such as 250ms or 1.5s"))));
        foreach (var tag in query["tag"].Where(static t => !string.IsNullOrEmpty(t)))
        {
            var parts = (tag ?? "").Split(':', 2);
            Add(parts.Length == 2 ? new TagExpr(parts[0], parts[1]) : throw Invalid("tag", tag ?? "", "key:value"));
        }

        return condition ?? new StaticExpr(0, TqValue.Of(true));
    }

    static TqValue Status(string word) => word switch
    {
        "error" => new(TqType.Status, 2),
        "ok" => new(TqType.Status, 1),
        "unset" => new(TqType.Status, 0),
        _ => throw Invalid("status", word, "error, ok or unset"),
    };

    static int Limit(IQueryCollection query)
    {
        var text = query["limit"].ToString();
        if (text.Length == 0)
            return DefaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= MaxLimit
            ? limit : throw Invalid("limit", text, $"a number from 1 to {MaxLimit}");
    }

    static BinaryExpr Compare(string operation, FieldExpr field, TqValue value) => new(0, operation, field, new StaticExpr(0, value));

    internal static UserErrorException Invalid(string name, string value, string expected) =>
        new(UserErrorKind.Invalid, "bad_parameter", $"{name} \"{value}\" is not valid: expected {expected}");
}

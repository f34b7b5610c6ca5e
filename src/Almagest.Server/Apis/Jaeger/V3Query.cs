using System.Globalization;
using System.Text.Json;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>The parameters of a search in the third version of Jaeger's API; the older spelling with underscores is read too.</summary>
static class V3Query
{
    const int DefaultDepth = 100;
    const int MaxDepth = 10_000;

    /// <exception cref="UserErrorException">A parameter is missing or malformed.</exception>
    internal static (TraceQlQuery Query, SearchRange Range) Read(IQueryCollection query)
    {
        FieldExpr? condition = null;
        if (Find(query, "query.serviceName", "query.service_name").Value is { Length: > 0 } service)
            condition = JaegerQuery.And(condition, JaegerQuery.Equal(new AttributeExpr(0, FieldScope.Resource, "service.name"), service));
        if (Find(query, "query.operationName", "query.operation_name").Value is { Length: > 0 } operation)
            condition = JaegerQuery.And(condition, JaegerQuery.Equal(new IntrinsicExpr(0, Intrinsic.Name), operation));
        foreach (var (key, value) in Attributes(query["query.attributes"].ToString()))
            condition = JaegerQuery.And(condition, JaegerQuery.Tag(key, value));
        if (query["query.filter"].ToString().Length > 0)
            throw Malformed("query.filter", "filters are not read: use query.attributes");
        if (Duration(query, "query.durationMin", "query.duration_min") is > 0 and var min)
            condition = JaegerQuery.And(condition, JaegerQuery.Compare(">=", min));
        if (Duration(query, "query.durationMax", "query.duration_max") is > 0 and var max)
            condition = JaegerQuery.And(condition, JaegerQuery.Compare("<=", max));
        var (from, to) = (Moment(query, "query.startTimeMin", "query.start_time_min"), Moment(query, "query.startTimeMax", "query.start_time_max"));
        if (from is null || to is null)
            throw Invalid("query.startTimeMin and query.startTimeMax are required");
        if (from >= to)
            throw Invalid("query.startTimeMin must be before query.startTimeMax");
        _ = Truth(query, "query.rawTraces", "query.raw_traces");
        return (new TraceQlQuery("", [new SpansetStage(new FilterExpr(condition ?? new StaticExpr(0, TqValue.Of(true))))]), new SearchRange(from.Value, to.Value, Depth(query)));
    }

    /// <summary>A moment in nanoseconds since 1970, given in RFC 3339; null when left out.</summary>
    internal static long? Moment(IQueryCollection query, string name, string older)
    {
        var (text, used) = Find(query, name, older);
        if (text.Length == 0)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) && text.Contains('T', StringComparison.Ordinal)
            ? (moment - DateTimeOffset.UnixEpoch).Ticks * 100 : throw Malformed(used, $"parsing time \"{text}\" as RFC 3339");
    }

    internal static bool Truth(IQueryCollection query, string name, string older)
    {
        var (text, used) = Find(query, name, older);
        return text switch
        {
            "" or "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
            "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
            _ => throw Malformed(used, $"parsing \"{text}\": invalid syntax"),
        };
    }

    internal static (string Value, string Name) Find(IQueryCollection query, string name, string older) =>
        query[name].ToString() is { Length: > 0 } value ? (value, name) : (query[older].ToString(), older);

    internal static UserErrorException Malformed(string parameter, string fault) => Invalid($"malformed parameter {parameter}: {fault}");

    static UserErrorException Invalid(string message) => new(UserErrorKind.Invalid, "bad_parameter", message);

    static int Depth(IQueryCollection query)
    {
        var (text, name) = Find(query, "query.searchDepth", "query.search_depth");
        if (text.Length == 0)
            (text, name) = (query["query.num_traces"].ToString(), "query.num_traces");
        if (text.Length == 0)
            return DefaultDepth;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var depth)
            ? depth <= 0 ? DefaultDepth : Math.Min(depth, MaxDepth) : throw Malformed(name, $"parsing \"{text}\": invalid syntax");
    }

    static long? Duration(IQueryCollection query, string name, string older)
    {
        var (text, used) = Find(query, name, older);
        return text.Length == 0 ? null : GoDuration.Parse(text) ?? throw Malformed(used, $"time: invalid duration \"{text}\"");
    }

    static List<(string Key, string Value)> Attributes(string text)
    {
        if (text.Length == 0)
            return [];
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.EnumerateObject().All(static p => p.Value.ValueKind == JsonValueKind.String))
                return [.. json.RootElement.EnumerateObject().Select(static p => (p.Name, p.Value.GetString() ?? ""))];
        }
        catch (JsonException)
        {
            // Reported below, in the words for every malformed value.
        }

        throw Malformed("query.attributes", "expected a JSON object of texts");
    }
}

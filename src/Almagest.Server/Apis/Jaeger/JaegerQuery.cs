using System.Globalization;
using System.Text.Json;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>The parameters of a search, as Jaeger's query service reads them (https://www.jaegertracing.io/docs/latest/apis/).</summary>
sealed record JaegerQuery(TraceQlQuery Query, SearchRange Range, IReadOnlyList<string> TraceIds)
{
    const int DefaultLimit = 100;
    const int MaxLimit = 10_000;

    static readonly TimeSpan DefaultLookback = TimeSpan.FromDays(2);

    /// <exception cref="UserErrorException">A parameter is missing or malformed.</exception>
    internal static JaegerQuery Read(IQueryCollection query, DateTimeOffset now)
    {
        var ids = query["traceID"].Where(static id => !string.IsNullOrEmpty(id)).Select(static id => TraceIdText.Parse(id ?? "")).ToList();
        var service = query["service"].ToString();
        if (service.Length == 0 && ids.Count == 0)
            throw Invalid("parameter 'service' is required");
        FieldExpr condition = Equal(new AttributeExpr(0, FieldScope.Resource, "service.name"), service);
        if (query["operation"].ToString() is { Length: > 0 } operation)
            condition = And(condition, Equal(new IntrinsicExpr(0, Intrinsic.Name), operation));
        foreach (var (key, value) in Tags(query))
            condition = And(condition, Tag(key, value));
        condition = Durations(query, condition);
        var end = Micros(query, "end") ?? now.ToUnixTimeMilliseconds() * 1_000;
        var lookback = query["lookback"].ToString() is { Length: > 0 } text && GoDuration.Parse(text) is { } nano ? nano / 1_000 : (long)DefaultLookback.TotalMicroseconds;
        var start = Micros(query, "start") ?? end - lookback;
        return new JaegerQuery(new TraceQlQuery("", [new SpansetStage(new FilterExpr(condition))]), new SearchRange(start * 1_000, end * 1_000, Limit(query)), ids);
    }

    static int Limit(IQueryCollection query)
    {
        var text = query["limit"].ToString();
        if (text.Length == 0)
            return DefaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? Math.Min(limit, MaxLimit) : throw Invalid($"unable to parse param 'limit': \"{text}\" is not a positive number");
    }

    static FieldExpr Durations(IQueryCollection query, FieldExpr condition)
    {
        var (min, max) = (Duration(query, "minDuration"), Duration(query, "maxDuration"));
        if (min is { } low && max is { } high && high < low)
            throw Invalid("'maxDuration' should be greater than 'minDuration'");
        if (min is not null)
            condition = And(condition, Compare(">=", min.Value));
        return max is null or 0 ? condition : And(condition, Compare("<=", max.Value));
    }

    internal static BinaryExpr Compare(string operation, long nano) =>
        new(0, operation, new IntrinsicExpr(0, Intrinsic.Duration), new StaticExpr(0, TqValue.Duration(nano)));

    static long? Duration(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? null : GoDuration.Parse(text) ?? throw Invalid($"unable to parse param '{name}': time: invalid duration \"{text}\"");
    }

    static long? Micros(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros) && Math.Abs(micros) < long.MaxValue / 1_000
            ? micros : throw Invalid($"unable to parse param '{name}': \"{text}\" is not a number of microseconds since 1970");
    }

    static List<(string Key, string Value)> Tags(IQueryCollection query)
    {
        var tags = new List<(string, string)>();
        foreach (var tag in query["tag"])
        {
            var colon = tag?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            if (tag is null || colon <= 0)
                throw Invalid($"malformed 'tag' parameter, expecting key:value, received: {tag}");
            tags.Add((tag[..colon], tag[(colon + 1)..]));
        }

        foreach (var text in query["tags"].Where(static t => !string.IsNullOrEmpty(t)))
            tags.AddRange(FromJson(text ?? ""));
        return tags;
    }

    static List<(string Key, string Value)> FromJson(string text)
    {
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

        throw Invalid($"malformed 'tags' parameter, cannot unmarshal JSON: expected an object of texts, received: {text}");
    }

    // What Jaeger's form of a span has as tags are fields of ours.
    internal static FieldExpr Tag(string key, string value) => (key, value) switch
    {
        ("error", "true") => StatusIs("=", TqType.Status, 2),
        ("error", "false") => StatusIs("!=", TqType.Status, 2),
        ("otel.status_code", "ERROR") => StatusIs("=", TqType.Status, 2),
        ("otel.status_code", "OK") => StatusIs("=", TqType.Status, 1),
        ("otel.status_description", _) => Equal(new IntrinsicExpr(0, Intrinsic.StatusMessage), value),
        ("otel.scope.name" or "otel.library.name", _) => Equal(new IntrinsicExpr(0, Intrinsic.InstrumentationName), value),
        ("otel.scope.version" or "otel.library.version", _) => Equal(new IntrinsicExpr(0, Intrinsic.InstrumentationVersion), value),
        ("span.kind", _) when Array.IndexOf(JaegerKinds.Words, value) is >= 0 and var kind =>
            new BinaryExpr(0, "=", new IntrinsicExpr(0, Intrinsic.Kind), new StaticExpr(0, new TqValue(TqType.Kind, kind))),
        _ => new TagExpr(key, value),
    };

    static BinaryExpr StatusIs(string operation, TqType type, int code) =>
        new(0, operation, new IntrinsicExpr(0, Intrinsic.Status), new StaticExpr(0, new TqValue(type, code)));

    internal static BinaryExpr Equal(FieldExpr field, string text) => new(0, "=", field, new StaticExpr(0, TqValue.Of(text)));

    internal static FieldExpr And(FieldExpr? left, FieldExpr right) => left is null ? right : new BinaryExpr(0, "&&", left, right);

    static UserErrorException Invalid(string message) => new(UserErrorKind.Invalid, "bad_parameter", message);
}

/// <summary>Kinds of spans as Jaeger writes them, in OTLP's order.</summary>
static class JaegerKinds
{
    internal static readonly string[] Words = ["", "internal", "server", "client", "producer", "consumer"];
}

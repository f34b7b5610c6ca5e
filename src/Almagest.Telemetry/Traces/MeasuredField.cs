using System.Globalization;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>A field of spans that SQL can group by: how it is selected, and what value the selected text stands for.</summary>
/// <param name="Sql">An expression of type String.</param>
/// <param name="Read">The value of a text.</param>
sealed record MeasuredField(string Sql, Func<string, TqValue> Read)
{
    /// <summary>Null when only the language can tell.</summary>
    internal static MeasuredField? Of(FieldExpr field, SqlParameters parameters, SpanOrigins origins) => field switch
    {
        IntrinsicExpr { Intrinsic: Intrinsic.Name } => new("toString(name)", TqValue.Of),
        IntrinsicExpr { Intrinsic: Intrinsic.StatusMessage } => new("status_message", TqValue.Of),
        IntrinsicExpr { Intrinsic: Intrinsic.InstrumentationName } => new("toString(scope_name)", TqValue.Of),
        IntrinsicExpr { Intrinsic: Intrinsic.InstrumentationVersion } => new("toString(scope_version)", TqValue.Of),
        IntrinsicExpr { Intrinsic: Intrinsic.Kind } => new("toString(toInt8(kind))", static t => new TqValue(TqType.Kind, Number(t))),
        IntrinsicExpr { Intrinsic: Intrinsic.Status } => new("toString(toInt8(status))", static t => new TqValue(TqType.Status, Number(t))),
        AttributeExpr { OfParent: false, Scope: FieldScope.Resource, Name: "service.name" } => new("toString(service)", TqValue.Of),
        AttributeExpr { OfParent: false, Scope: FieldScope.Resource } resource => new("toString(resource_id)", t => OfResource(t, resource.Name, origins.Resources)),
        AttributeExpr { OfParent: false, Scope: FieldScope.Span } span => new(OfSpan(span.Name, parameters), Typed),
        AttributeExpr { OfParent: false, Scope: FieldScope.Any } any => new(
            $"if(mapContains(attributes, {parameters.Text(any.Name)}), {OfSpan(any.Name, parameters)}, concat('R', toString(resource_id)))",
            t => t.StartsWith('R') ? OfResource(t[1..], any.Name, origins.Resources) : Typed(t)),
        _ => null,
    };

    /// <summary>An expression of type Nullable(Float64) for what a metrics function measures, durations in seconds; null when only the language can tell.</summary>
    internal static string? Measure(FieldExpr? argument, SqlParameters parameters) => argument switch
    {
        null => "toNullable(toFloat64(1))",
        IntrinsicExpr { Intrinsic: Intrinsic.Duration } => "toNullable(duration_nano / 1e9)",
        AttributeExpr { OfParent: false, Scope: FieldScope.Span } span =>
            $"if({Letter(span.Name, parameters)} IN ('i', 'd'), toFloat64OrNull(attributes[{parameters.Text(span.Name)}]), NULL)",
        _ => null,
    };

    static string OfSpan(string name, SqlParameters parameters) => $"concat({Letter(name, parameters)}, attributes[{parameters.Text(name)}])";

    static string Letter(string name, SqlParameters parameters) => $"substring(toString(attribute_types), indexOf(mapKeys(attributes), {parameters.Text(name)}), 1)";

    static TqValue Typed(string text) => text.Length == 0 ? TqValue.Nil : TqValue.Of(new SpanAttribute("", text[1..], text[0]));

    static TqValue OfResource(string id, string name, IReadOnlyDictionary<ulong, IReadOnlyList<SpanAttribute>> resources)
    {
        if (!resources.TryGetValue(ulong.Parse(id, CultureInfo.InvariantCulture), out var attributes))
            return TqValue.Nil;
        foreach (var attribute in attributes)
            if (attribute.Key == name)
                return TqValue.Of(attribute);
        return TqValue.Nil;
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

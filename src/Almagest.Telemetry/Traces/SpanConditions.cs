using System.Globalization;
using Almagest.Query.TraceQL;
using Field = Almagest.Query.TraceQL.Intrinsic;

namespace Almagest.Telemetry.Traces;

/// <summary>A condition in SQL that holds for every span the expression holds for; null stands for one that always holds.</summary>
/// <param name="Sql">The text, with parameters.</param>
/// <param name="Exact">True when it holds for no other span either.</param>
readonly record struct SpanCondition(string? Sql, bool Exact)
{
    /// <summary>Nothing is known: every span may match.</summary>
    internal static readonly SpanCondition Unknown = new(null, false);
}

/// <summary>
/// Translates TraceQL's expressions into conditions on the table of spans. What SQL cannot say exactly becomes wider, never narrower:
/// the spans found are judged again by the language itself. Conditions on resources are decided here, on the catalogue.
/// </summary>
sealed class SpanConditions(SqlParameters parameters, SpanOrigins origins)
{
    const int MaxResources = 2_000;

    internal SpanCondition Of(FieldExpr expr) => expr switch
    {
        StaticExpr { Value.Type: TqType.Bool } literal => new(literal.Value.IsTrue ? "1" : "0", true),
        BinaryExpr { Operator: "&&" } both => And(Of(both.Left), Of(both.Right)),
        BinaryExpr { Operator: "||" } either => Or(Of(either.Left), Of(either.Right)),
        // Only the contrary of an exact condition is wide enough.
        UnaryExpr { Operator: "!" } not => Of(not.Operand) is { Exact: true, Sql: { } sql } && IsTwoValued(not.Operand) ? new($"NOT ({sql})", true) : SpanCondition.Unknown,
        TagExpr tag => Tag(tag),
        AttributeExpr attribute when !attribute.OfParent => Compare(new BinaryExpr(0, "=", attribute, new StaticExpr(0, TqValue.Of(true)))),
        BinaryExpr binary => Compare(binary),
        _ => SpanCondition.Unknown,
    };

    // "not (.a = 1)" holds where a is missing, "not .a" does not.
    static bool IsTwoValued(FieldExpr expr) => expr is BinaryExpr or StaticExpr or TagExpr || (expr is UnaryExpr not && IsTwoValued(not.Operand));

    static SpanCondition And(SpanCondition left, SpanCondition right)
    {
        if (left.Sql is null || right.Sql is null)
            return new(left.Sql ?? right.Sql, false);
        return new($"({left.Sql} AND {right.Sql})", left.Exact && right.Exact);
    }

    static SpanCondition Or(SpanCondition left, SpanCondition right) =>
        left.Sql is null || right.Sql is null ? SpanCondition.Unknown : new($"({left.Sql} OR {right.Sql})", left.Exact && right.Exact);

    SpanCondition Compare(BinaryExpr binary)
    {
        if (binary.Right is StaticExpr right)
            return OfOperand(binary.Left, binary.Operator, right.Value, binary);
        return binary.Left is StaticExpr left ? OfOperand(binary.Right, Mirror(binary.Operator), left.Value, binary) : SpanCondition.Unknown;
    }

    static string Mirror(string operation) => operation switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => operation };

    SpanCondition OfOperand(FieldExpr field, string operation, TqValue value, BinaryExpr whole) => field switch
    {
        IntrinsicExpr intrinsic => OfField(intrinsic.Intrinsic, operation, value),
        AttributeExpr { OfParent: false } attribute => Attribute(attribute, operation, value, whole),
        _ => SpanCondition.Unknown,
    };

    SpanCondition OfField(Field intrinsic, string operation, TqValue value) => intrinsic switch
    {
        Field.Duration => Number("duration_nano", operation, value),
        Field.Name => Text("name", operation, value),
        Field.StatusMessage => Text("status_message", operation, value),
        Field.Status or Field.Kind when value.Type is TqType.Status or TqType.Kind && operation is "=" or "!=" =>
            new($"{(intrinsic == Field.Kind ? "kind" : "status")} {operation} '{value}'", true),
        Field.SpanId => Text("span_id", operation, value),
        Field.TraceId => Text("trace_id", operation, value),
        Field.Parent or Field.ParentId when value.Type == TqType.Nil =>
            new($"parent_span_id {operation} ''", operation is "=" or "!="),
        Field.ParentId => And(Text("parent_span_id", operation, value), new("parent_span_id != ''", true)),
        Field.InstrumentationName => Text("scope_name", operation, value),
        Field.InstrumentationVersion => Text("scope_version", operation, value),
        Field.EventName when value.Type == TqType.String && operation == "=" =>
            new($"has(events.name, {parameters.Text(value.Text ?? "")})", true),
        Field.EventName or Field.EventTimeSinceStart when value.Type != TqType.Nil => new("notEmpty(events.time)", false),
        Field.LinkTraceId when value.Type == TqType.String && operation == "=" => new($"has(links.trace_id, {parameters.Text(value.Text ?? "")})", true),
        Field.LinkSpanId when value.Type == TqType.String && operation == "=" => new($"has(links.span_id, {parameters.Text(value.Text ?? "")})", true),
        _ => SpanCondition.Unknown,
    };

    SpanCondition Attribute(AttributeExpr attribute, string operation, TqValue value, BinaryExpr whole)
    {
        switch (attribute.Scope)
        {
            case FieldScope.Span:
                return OfSpan(attribute.Name, operation, value);
            case FieldScope.Resource:
                return OfResource(attribute, whole);
            case FieldScope.Any:
                return OfAny(attribute, operation, value, whole);
            case FieldScope.Event when value.Type != TqType.Nil:
                return new("notEmpty(events.time)" + (operation == "=" && PairText(value) is { } text && !origins.Lists.Contains("event." + attribute.Name) ? " AND " + Pair(attribute.Name, text) : ""), false);
            case FieldScope.Link when value.Type != TqType.Nil:
                return new("notEmpty(links.trace_id)", false);
            case FieldScope.Instrumentation:
                return OfScope(whole, absent: value.Type == TqType.Nil && operation == "=");
            default:
                return SpanCondition.Unknown;
        }
    }

    // The span's own attribute hides the resource's of the same name.
    SpanCondition OfAny(AttributeExpr attribute, string operation, TqValue value, BinaryExpr whole)
    {
        var own = OfSpan(attribute.Name, operation, value);
        if (!origins.Resources.Values.Any(r => r.Any(a => a.Key == attribute.Name)))
            return own;
        var inherited = OfResource(attribute with { Scope = FieldScope.Resource }, Rescoped(whole, attribute));
        if (inherited.Sql is null || own.Sql is null)
            return SpanCondition.Unknown;
        var absent = $"NOT mapContains(attributes, {parameters.Text(attribute.Name)})";
        var exact = own.Exact && inherited.Exact;
        return value.Type == TqType.Nil && operation == "="
            ? new($"({own.Sql} AND {inherited.Sql})", exact)
            : new($"({own.Sql} OR ({absent} AND {inherited.Sql}))", exact);
    }

    static BinaryExpr Rescoped(BinaryExpr whole, AttributeExpr attribute)
    {
        var scoped = attribute with { Scope = FieldScope.Resource };
        return ReferenceEquals(whole.Left, attribute) ? whole with { Left = scoped } : whole with { Right = scoped };
    }

    // A list matches by its elements, which only the language can tell.
    SpanCondition OfSpan(string key, string operation, TqValue value)
    {
        var single = OfSingle(key, operation, value);
        return value.Type == TqType.Nil || single.Sql is null || !origins.Lists.Contains("span." + key) ? single
            : new($"({single.Sql} OR ({Letter(parameters.Text(key))} = 'a'))", false);
    }

    static string Letter(string name) => $"substring(attribute_types, indexOf(mapKeys(attributes), {name}), 1)";

    SpanCondition OfSingle(string key, string operation, TqValue value)
    {
        var name = parameters.Text(key);
        var present = $"mapContains(attributes, {name})";
        var column = $"attributes[{name}]";
        // The letter of its type; empty when the span does not have it.
        var letter = Letter(name);
        if (value.Type == TqType.Nil)
            return operation switch
            {
                "=" => new($"(NOT {present} OR {letter} = 'n')", true),
                "!=" => new($"({present} AND {letter} != 'n')", true),
                _ => new("0", true),
            };
        if (value.IsNumber)
            return OfNumber(key, column, present, $"{letter} IN ('i', 'd')", operation, value);
        if (value.Type == TqType.Bool)
            return operation is "=" or "!=" ? new($"({present} AND {column} {operation} '{value}' AND {letter} = 'b')", true) : new(present, false);
        if (value.Type != TqType.String)
            return new(present, false);
        var text = Text(column, operation, value);
        if (text.Sql is null)
            return new(present, false);
        var selective = operation == "=" && PairText(value) is { } pair ? Pair(key, pair) : present;
        return new($"({text.Sql} AND {selective} AND {letter} NOT IN ('i', 'd', 'b', 'n'))", text.Exact);
    }

    SpanCondition OfNumber(string key, string column, string present, string isNumber, string operation, TqValue value)
    {
        if (operation == "=" && PairText(value) is { } text)
            return new($"({column} = {parameters.Text(text)} AND {Pair(key, text)} AND {isNumber})", true);
        return Number($"toFloat64OrZero({column})", operation, value) is { Sql: { } sql } ? new($"({present} AND {isNumber} AND {sql})", true) : new(present, false);
    }

    // The text under which a value stands in the index; an empty one is not told from one that is missing.
    static string? PairText(TqValue value) => value switch
    {
        { Type: TqType.String, Text.Length: > 0 } => value.Text,
        // 5 and 5.0 are both written "5".
        { IsNumber: true } when Math.Abs(value.Number) < 1e15 && value.Number == Math.Floor(value.Number) => value.Number.ToString("0", CultureInfo.InvariantCulture),
        _ => null,
    };

    string Pair(string key, string text) => AttributePairs.Has(parameters.Text(key), parameters.Text(text));

    SpanCondition OfResource(AttributeExpr attribute, BinaryExpr condition)
    {
        if (attribute.Name == "service.name" && condition is { Operator: "=", Right: StaticExpr { Value: { Type: TqType.String, Text: { } service } } })
            return new($"service = {parameters.Text(service)}", true);
        var matching = origins.Resources.Where(r => ResourceMatch.Holds(condition, r.Value)).Select(static r => r.Key).ToList();
        if (matching.Count > MaxResources)
            return SpanCondition.Unknown;
        return new(matching.Count == 0 ? "0" : $"resource_id IN ({string.Join(',', matching)})", true);
    }

    // Spans without a scope, or whose scope has no attributes, have none.
    SpanCondition OfScope(BinaryExpr condition, bool absent)
    {
        var matching = origins.Scopes.Where(s => ResourceMatch.Holds(condition, s.Value) != absent).Select(static s => s.Key).ToList();
        if (matching.Count > MaxResources)
            return SpanCondition.Unknown;
        return matching.Count == 0 ? new(absent ? "1" : "0", true) : new($"scope_id {(absent ? "NOT IN" : "IN")} ({string.Join(',', matching)})", true);
    }

    SpanCondition Tag(TagExpr tag)
    {
        var (key, text) = (parameters.Text(tag.Key), parameters.Text(tag.Text));
        var sql = $"attributes[{key}] = {text} OR arrayExists(a -> a[{key}] = {text}, events.attributes)";
        if (tag.Key == "event")
            sql += $" OR has(events.name, {text})";
        else if (tag.Text.Length > 0)
            sql = $"({sql}) AND {AttributePairs.Has(key, text)}";
        var matching = origins.Resources.Where(r => r.Value.Any(a => a.Key == tag.Key && a.Text == tag.Text)).Select(static r => r.Key).ToList();
        if (matching.Count > MaxResources)
            return SpanCondition.Unknown;
        return new(matching.Count == 0 ? $"({sql})" : $"({sql} OR resource_id IN ({string.Join(',', matching)}))", false);
    }

    SpanCondition Number(string column, string operation, TqValue value) =>
        value.IsNumber && operation is "=" or "!=" or "<" or "<=" or ">" or ">="
            ? new($"{column} {operation} {parameters.Number(value.Number)}", true) : SpanCondition.Unknown;

    SpanCondition Text(string column, string operation, TqValue value)
    {
        if (value.Type != TqType.String)
            return SpanCondition.Unknown;
        var text = value.Text ?? "";
        return operation switch
        {
            "=~" => new($"match({column}, {parameters.Text($"^(?s:{text})$")})", false),
            "!~" => SpanCondition.Unknown,
            _ => new($"{column} {operation} {parameters.Text(text)}", true),
        };
    }
}

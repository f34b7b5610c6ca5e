using System.Text.Json;
using Almagest.Query.PromQL.Functions;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Writes the tree of an expression as JSON: the answer of <c>/api/v1/parse_query</c>, keys in Prometheus' (alphabetical) order.</summary>
public static class PromQlJson
{
    /// <summary>Writes one node; null for none.</summary>
    public static void Write(Utf8JsonWriter json, Expr? expr)
    {
        if (expr is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        Fields(json, expr, inDuration: false);
        json.WriteEndObject();
    }

    static void Fields(Utf8JsonWriter json, Expr expr, bool inDuration)
    {
        switch (expr)
        {
            case AggregateExpr aggregate:
                Node(json, "expr", aggregate.Inner);
                Strings(json, "grouping", aggregate.Grouping);
                json.WriteString("op", aggregate.Operator);
                Node(json, "param", aggregate.Parameter);
                json.WriteString("type", "aggregation");
                json.WriteBoolean("without", aggregate.Without);
                break;
            case BinaryExpr binary:
                Binary(json, binary);
                break;
            case CallExpr call:
                Call(json, call);
                break;
            case MatrixExpr matrix:
                Selector(json, matrix.Vector, matrix);
                break;
            case VectorExpr vector:
                Selector(json, vector, null);
                break;
            case SubqueryExpr subquery:
                Subquery(json, subquery);
                break;
            case NumberExpr number:
                if (inDuration)
                    json.WriteBoolean("duration", number.IsDuration);
                json.WriteString("type", "numberLiteral");
                json.WriteString("val", PromQlNumbers.Format(number.Value));
                break;
            case StringExpr text:
                json.WriteString("type", "stringLiteral");
                json.WriteString("val", text.Value);
                break;
            case ParenExpr paren:
                Node(json, "expr", paren.Inner);
                json.WriteString("type", "parenExpr");
                break;
            case UnaryExpr unary:
                Node(json, "expr", unary.Inner);
                json.WriteString("op", unary.Negative ? "-" : "+");
                json.WriteString("type", "unaryExpr");
                break;
            case DurationExpr duration:
                Duration(json, "lhs", duration.Left);
                json.WriteString("op", duration.Operator);
                Duration(json, "rhs", duration.Right);
                json.WriteString("type", "durationExpr");
                json.WriteBoolean("wrapped", duration.Wrapped);
                break;
            default:
                throw new InvalidOperationException($"unknown expression {expr.GetType().Name}");
        }
    }

    static void Binary(Utf8JsonWriter json, BinaryExpr binary)
    {
        json.WriteBoolean("bool", binary.ReturnBool);
        Node(json, "lhs", binary.Left);
        if (binary.Matching is not { } matching)
        {
            json.WriteNull("matching");
        }
        else
        {
            json.WriteStartObject("matching");
            json.WriteString("card", Cardinality(matching.Cardinality));
            json.WriteStartObject("fillValues");
            Number(json, "lhs", matching.FillLeft);
            Number(json, "rhs", matching.FillRight);
            json.WriteEndObject();
            Strings(json, "include", matching.Include);
            Strings(json, "labels", matching.Labels);
            json.WriteBoolean("on", matching.On);
            json.WriteEndObject();
        }

        json.WriteString("op", binary.Operator);
        Node(json, "rhs", binary.Right);
        json.WriteString("type", "binaryExpr");
    }

    static void Call(Utf8JsonWriter json, CallExpr call)
    {
        var function = FunctionCatalog.Find(call.Function) ?? throw new InvalidOperationException($"function \"{call.Function}\" is not in the catalog");
        json.WriteStartArray("args");
        foreach (var argument in call.Arguments)
            Write(json, argument);
        json.WriteEndArray();
        json.WriteStartObject("func");
        Strings(json, "argTypes", function.ArgumentTypes.Select(Type));
        json.WriteString("name", function.Name);
        json.WriteString("returnType", Type(function.ReturnType));
        json.WriteNumber("variadic", function.Variadic);
        json.WriteEndObject();
        json.WriteString("type", "call");
    }

    static void Selector(Utf8JsonWriter json, VectorExpr vector, MatrixExpr? matrix)
    {
        json.WriteBoolean("anchored", vector.Extension == VectorExtension.Anchored);
        json.WriteStartArray("matchers");
        foreach (var matcher in vector.Matchers)
        {
            json.WriteStartObject();
            json.WriteString("name", matcher.Name);
            json.WriteString("type", matcher.Operator);
            json.WriteString("value", matcher.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("name", vector.Name);
        Offset(json, vector.Shift);
        if (matrix is not null)
        {
            json.WriteNumber("range", matrix.RangeMs);
            Duration(json, "rangeExpr", matrix.RangeExpr);
        }

        json.WriteBoolean("smoothed", vector.Extension == VectorExtension.Smoothed);
        StartOrEnd(json, vector.Shift);
        Time(json, vector.Shift);
        json.WriteString("type", matrix is null ? "vectorSelector" : "matrixSelector");
    }

    static void Subquery(Utf8JsonWriter json, SubqueryExpr subquery)
    {
        Node(json, "expr", subquery.Inner);
        Offset(json, subquery.Shift);
        json.WriteNumber("range", subquery.RangeMs);
        Duration(json, "rangeExpr", subquery.RangeExpr);
        StartOrEnd(json, subquery.Shift);
        json.WriteNumber("step", subquery.StepMs);
        Duration(json, "stepExpr", subquery.StepExpr);
        Time(json, subquery.Shift);
        json.WriteString("type", "subquery");
    }

    static void Offset(Utf8JsonWriter json, TimeShift shift)
    {
        json.WriteNumber("offset", shift.OffsetMs);
        Duration(json, "offsetExpr", shift.OffsetExpr);
    }

    static void StartOrEnd(Utf8JsonWriter json, TimeShift shift)
    {
        if (shift.At is AtKind.Start or AtKind.End)
            json.WriteString("startOrEnd", shift.At == AtKind.Start ? "start" : "end");
        else
            json.WriteNull("startOrEnd");
    }

    static void Time(Utf8JsonWriter json, TimeShift shift)
    {
        if (shift.At == AtKind.Time)
            json.WriteNumber("timestamp", shift.AtMs);
        else
            json.WriteNull("timestamp");
    }

    static void Duration(Utf8JsonWriter json, string key, Expr? duration)
    {
        if (duration is null)
        {
            json.WriteNull(key);
            return;
        }

        json.WriteStartObject(key);
        Fields(json, duration, inDuration: true);
        json.WriteEndObject();
    }

    static void Node(Utf8JsonWriter json, string key, Expr? expr)
    {
        json.WritePropertyName(key);
        Write(json, expr);
    }

    static void Strings(Utf8JsonWriter json, string key, IEnumerable<string> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    static void Number(Utf8JsonWriter json, string key, double? value)
    {
        if (value is not { } number)
            json.WriteNull(key);
        else if (double.IsFinite(number))
            json.WriteNumber(key, number);
        else
            // JSON has no such number; Prometheus fails here. This is how sample values are written.
            json.WriteString(key, PromQlNumbers.Format(number));
    }

    static string Type(ValueType type) => type.ToString().ToLowerInvariant();

    static string Cardinality(MatchCardinality cardinality) => cardinality switch
    {
        MatchCardinality.OneToOne => "one-to-one",
        MatchCardinality.ManyToOne => "many-to-one",
        MatchCardinality.OneToMany => "one-to-many",
        _ => "many-to-many",
    };
}

using System.Text;
using Almagest.Query.Common;
using Almagest.Query.PromQL.Functions;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>
/// Checks what grammar can not: types of operands and arguments, and which modifiers go together. It also settles vector matching: set operators match
/// many to many, and there is none when a side is a scalar.
/// </summary>
sealed class TypeChecker
{
    readonly string _query;
    readonly byte[] _text;

    TypeChecker(string query) => (_query, _text) = (query, Encoding.UTF8.GetBytes(query));

    /// <summary>The checked expression.</summary>
    /// <exception cref="PromQlParseException">The first fault, in Prometheus' words.</exception>
    public static Expr Check(string query, Expr expr) => new TypeChecker(query).Check(expr, mayBeEmpty: false);

    Expr Check(Expr expr, bool mayBeEmpty = false) => expr switch
    {
        NumberExpr or StringExpr or DurationExpr => expr,
        ParenExpr paren => paren with { Inner = Check(paren.Inner) },
        VectorExpr vector => Vector(vector, mayBeEmpty),
        MatrixExpr matrix => matrix with { Vector = Vector(matrix.Vector, mayBeEmpty: false) },
        UnaryExpr unary => Unary(unary),
        SubqueryExpr subquery => Subquery(subquery),
        AggregateExpr aggregate => Aggregate(aggregate),
        CallExpr call => Call(call),
        BinaryExpr binary => Binary(binary),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    VectorExpr Vector(VectorExpr vector, bool mayBeEmpty)
    {
        if (vector.Name.Length > 0)
        {
            // The last matcher is the name's own.
            foreach (var matcher in vector.Matchers.Take(vector.Matchers.Count - 1))
                if (matcher.Name == Model.Labels.MetricName)
                    throw Fault(vector, $"metric name must not be set twice: {GoText.Quote(vector.Name)} or {GoText.Quote(matcher.Value)}");
        }
        else if (!mayBeEmpty && vector.Matchers.All(static matcher => matcher.Matches("")))
        {
            throw Fault(vector, "vector selector must contain at least one non-empty matcher");
        }

        return vector;
    }

    UnaryExpr Unary(UnaryExpr unary)
    {
        var inner = Check(unary.Inner);
        return inner.Type is ValueType.Scalar or ValueType.Vector
            ? unary with { Inner = inner }
            : throw Fault(unary, $"unary expression only allowed on expressions of type scalar or instant vector, got \"{Name(inner.Type)}\"");
    }

    SubqueryExpr Subquery(SubqueryExpr subquery)
    {
        var inner = Check(subquery.Inner);
        return inner.Type == ValueType.Vector
            ? subquery with { Inner = inner }
            : throw Fault(subquery, $"subquery is only allowed on instant vector, got {inner.Type.ToString().ToLowerInvariant()} instead");
    }

    AggregateExpr Aggregate(AggregateExpr aggregate)
    {
        var inner = Expect(aggregate.Inner, ValueType.Vector, "aggregation expression");
        var wanted = aggregate.Operator == "count_values" ? ValueType.String : ValueType.Scalar;
        var parameter = aggregate.Parameter is { } given ? Expect(given, wanted, "aggregation parameter") : null;
        return aggregate with { Inner = inner, Parameter = parameter };
    }

    CallExpr Call(CallExpr call)
    {
        var function = FunctionCatalog.Find(call.Function) ?? throw new InvalidOperationException($"function \"{call.Function}\" is not in the catalog");
        CheckCount(call, function);
        if (function.Name == "info" && call.Arguments.Count > 1)
            CheckInfo(call);
        var arguments = new List<Expr>(call.Arguments.Count);
        foreach (var argument in call.Arguments)
        {
            var @checked = Check(argument, mayBeEmpty: function.Name == "info" && arguments.Count == 1);
            var wanted = function.ArgumentTypes[Math.Min(arguments.Count, function.ArgumentTypes.Count - 1)];
            if (@checked.Type != wanted)
                throw Fault(argument, $"expected type {Name(wanted)} in call to function \"{function.Name}\", got {Name(@checked.Type)}");
            arguments.Add(@checked);
        }

        return call with { Arguments = arguments };
    }

    void CheckCount(CallExpr call, FunctionSignature function)
    {
        var (given, types) = (call.Arguments.Count, function.ArgumentTypes.Count);
        if (function.Variadic == 0)
        {
            if (given != types)
                throw Fault(call, $"expected {types} argument(s) in call to \"{function.Name}\", got {given}");
            return;
        }

        if (given < types - 1)
            throw Fault(call, $"expected at least {types - 1} argument(s) in call to \"{function.Name}\", got {given}");
        if (function.Variadic > 0 && given > types - 1 + function.Variadic)
            throw Fault(call, $"expected at most {types - 1 + function.Variadic} argument(s) in call to \"{function.Name}\", got {given}");
    }

    void CheckInfo(CallExpr call)
    {
        var selector = call.Arguments[1];
        if (selector.Type != ValueType.Vector)
            throw Fault(call, $"expected type instant vector in call to function \"info\", got {Name(selector.Type)}");
        if (selector is not VectorExpr vector)
            throw Fault(selector, "expected label selectors only");
        if (vector.Name.Length > 0)
            throw Fault(selector, "expected label selectors only, got vector selector instead");
    }

    BinaryExpr Binary(BinaryExpr binary)
    {
        var (left, right) = (Check(binary.Left), Check(binary.Right));
        var comparison = binary.Operator is "==" or "!=" or "<" or "<=" or ">" or ">=";
        var set = binary.Operator is "and" or "or" or "unless";
        if (binary.ReturnBool && !comparison)
            throw Fault(OperatorSpan(binary), "bool modifier can only be used on comparison operators");
        if (comparison && !binary.ReturnBool && left.Type == ValueType.Scalar && right.Type == ValueType.Scalar)
            throw Fault(OperatorSpan(binary), "comparisons between scalars must use BOOL modifier");
        var matching = binary.Matching ?? throw new InvalidOperationException("the parser gives every binary expression a matching");
        if (matching.On && matching.Labels.FirstOrDefault(matching.Include.Contains) is { } twice)
            throw Fault(OperatorSpan(binary), $"label {GoText.Quote(twice)} must not occur in ON and GROUP clause at once");
        foreach (var side in (Expr[])[left, right])
            if (side.Type is not (ValueType.Scalar or ValueType.Vector))
                throw Fault(side, "binary expression must contain only scalar and instant vector types");
        var vectors = left.Type == ValueType.Vector && right.Type == ValueType.Vector;
        CheckMatching(binary, matching, vectors, set);
        if (set && matching.Cardinality == MatchCardinality.OneToOne)
            matching = matching with { Cardinality = MatchCardinality.ManyToMany };
        return binary with { Left = left, Right = right, Matching = vectors ? matching : null };
    }

    void CheckMatching(BinaryExpr binary, VectorMatching matching, bool vectors, bool set)
    {
        var fills = matching.FillLeft is not null || matching.FillRight is not null;
        if (!vectors && matching.Labels.Count > 0)
            throw Fault(binary, "vector matching only allowed between instant vectors");
        if (!vectors && fills)
            throw Fault(binary, "filling in missing series only allowed between instant vectors");
        if (!set)
            return;
        if (!vectors)
            throw Fault(binary, $"set operator \"{binary.Operator}\" not allowed in binary scalar expression");
        if (matching.Cardinality is MatchCardinality.OneToMany or MatchCardinality.ManyToOne)
            throw Fault(binary, $"no grouping allowed for \"{binary.Operator}\" operation");
        if (fills)
            throw Fault(binary, "filling in missing series not allowed for set operators");
    }

    Expr Expect(Expr expr, ValueType wanted, string where)
    {
        var @checked = Check(expr);
        return @checked.Type == wanted ? @checked : throw Fault(expr, $"expected type {Name(wanted)} in {where}, got {Name(@checked.Type)}");
    }

    // The operator with its modifiers, without the blanks around.
    SourceSpan OperatorSpan(BinaryExpr binary)
    {
        var (start, end) = (binary.Left.Span.End, binary.Right.Span.Start);
        while (start < end && char.IsWhiteSpace((char)_text[start]))
            start++;
        while (end > start && char.IsWhiteSpace((char)_text[end - 1]))
            end--;
        return new SourceSpan(start, end);
    }

    static string Name(ValueType type) => type switch
    {
        ValueType.Vector => "instant vector",
        ValueType.Matrix => "range vector",
        ValueType.Scalar => "scalar",
        _ => "string",
    };

    PromQlParseException Fault(Expr at, string what) => Fault(at.Span, what);

    PromQlParseException Fault(SourceSpan span, string what) => new(_query, span, what);
}

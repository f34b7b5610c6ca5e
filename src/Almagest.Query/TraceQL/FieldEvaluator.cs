using Almagest.Model.Traces;
using Almagest.Query.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>Computes expressions over spans. An attribute a span does not have makes every comparison with it false, but the one with nil.</summary>
static class FieldEvaluator
{
    internal static bool IsTrue(FieldExpr expr, TraceNode node, TraceTree tree) => Value(expr, node, tree).IsTrue;

    internal static TqValue Value(FieldExpr expr, TraceNode node, TraceTree tree) => expr switch
    {
        StaticExpr literal => literal.Value,
        IntrinsicExpr intrinsic => IntrinsicValues.Of(intrinsic.Intrinsic, node, tree).FirstOrDefault(TqValue.Nil),
        AttributeExpr attribute => Attributes(attribute, node).FirstOrDefault(TqValue.Nil),
        TagExpr tag => TqValue.Of(HasTag(tag, node.Span)),
        UnaryExpr { Operator: "!" } not => Not(Value(not.Operand, node, tree)),
        UnaryExpr minus => Value(minus.Operand, node, tree) is { IsNumber: true } number ? number with { Number = -number.Number } : TqValue.Nil,
        BinaryExpr { Operator: "&&" } both => TqValue.Of(IsTrue(both.Left, node, tree) && IsTrue(both.Right, node, tree)),
        BinaryExpr { Operator: "||" } either => TqValue.Of(IsTrue(either.Left, node, tree) || IsTrue(either.Right, node, tree)),
        BinaryExpr binary when FieldParser.Arithmetic(binary.Operator) > 0 =>
            Arithmetic(binary.Operator, Value(binary.Left, node, tree), Value(binary.Right, node, tree)),
        BinaryExpr binary => TqValue.Of(Holds(binary, node, tree)),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    internal static TqValue Arithmetic(string operation, TqValue left, TqValue right)
    {
        if (!left.IsNumber || !right.IsNumber)
            return TqValue.Nil;
        var type = (TqType)Math.Max((int)left.Type, (int)right.Type);
        var (a, b) = (left.Number, right.Number);
        var whole = type == TqType.Int;
        return operation switch
        {
            "+" => new(type, a + b),
            "-" => new(type, a - b),
            "*" => new(type, a * b),
            // Division of whole numbers is whole, as in Tempo; by zero there is no value.
            "/" => whole ? (b == 0 ? TqValue.Nil : new(type, Math.Truncate(a / b))) : new(type, a / b),
            "%" => b == 0 ? TqValue.Nil : new(type, a % b),
            "^" => new(type, Math.Pow(a, b)),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "unknown operator"),
        };
    }

    internal static bool Compare(string operation, TqValue left, TqValue right)
    {
        if (left.Type == TqType.Nil || right.Type == TqType.Nil)
            return false;
        int order;
        if (left.IsNumber && right.IsNumber)
        {
            if (double.IsNaN(left.Number) || double.IsNaN(right.Number))
                return operation == "!=";
            order = left.Number.CompareTo(right.Number);
        }
        else if (left.Type != right.Type)
        {
            return false;
        }
        else
        {
            order = left.Type == TqType.String ? string.CompareOrdinal(left.Text, right.Text) : left.Number.CompareTo(right.Number);
        }

        return operation switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "unknown operator"),
        };
    }

    static bool Holds(BinaryExpr binary, TraceNode node, TraceTree tree)
    {
        var (left, right) = (Candidates(binary.Left, node, tree), Candidates(binary.Right, node, tree));
        if (IsNil(binary.Left) && IsNil(binary.Right))
            return false;
        if (IsNil(binary.Left) || IsNil(binary.Right))
        {
            var exists = (IsNil(binary.Left) ? right : left).Any(static v => v.Type != TqType.Nil);
            return binary.Operator switch { "=" => !exists, "!=" => exists, _ => false };
        }

        // Events and links are several: one that fits is enough.
        foreach (var a in left)
            foreach (var b in right)
                if (Holds(binary, a, b))
                    return true;
        return false;
    }

    static bool Holds(BinaryExpr binary, TqValue left, TqValue right)
    {
        if (left.Type == TqType.Array || right.Type == TqType.Array)
            return TqArray.Holds(left, right, binary.Operator is "!=" or "!~", (a, b) => Holds(binary, a, b));
        return binary.Pattern is null ? Compare(binary.Operator, left, right)
            : left.Type == TqType.String && binary.Pattern.IsMatch(left.Text ?? "") == (binary.Operator == "=~");
    }

    static bool IsNil(FieldExpr expr) => expr is StaticExpr { Value.Type: TqType.Nil };

    static TqValue Not(TqValue value) => value.Type == TqType.Bool ? TqValue.Of(value.Number == 0) : TqValue.Nil;

    static IEnumerable<TqValue> Candidates(FieldExpr expr, TraceNode node, TraceTree tree) => expr switch
    {
        IntrinsicExpr intrinsic => IntrinsicValues.Of(intrinsic.Intrinsic, node, tree),
        AttributeExpr attribute => Attributes(attribute, node),
        _ => [Value(expr, node, tree)],
    };

    static IEnumerable<TqValue> Attributes(AttributeExpr wanted, TraceNode node)
    {
        var from = wanted.OfParent ? node.Parent : node;
        if (from is null)
            return [];
        var span = from.Span;
        return wanted.Scope switch
        {
            FieldScope.Span => Find(span.Attributes, wanted.Name),
            FieldScope.Resource => OfResource(span, wanted.Name),
            FieldScope.Event => span.Events.SelectMany(e => Find(e.Attributes, wanted.Name)),
            FieldScope.Link => span.Links.SelectMany(l => Find(l.Attributes, wanted.Name)),
            FieldScope.Instrumentation => Find(span.ScopeAttributes, wanted.Name),
            _ => Find(span.Attributes, wanted.Name) is { Length: > 0 } own ? own : OfResource(span, wanted.Name),
        };
    }

    static TqValue[] OfResource(TraceSpan span, string name) =>
        Find(span.Resource, name) is { Length: > 0 } found ? found : name == "service.name" ? [TqValue.Of(span.Service)] : [];

    static TqValue[] Find(IReadOnlyList<SpanAttribute> attributes, string name)
    {
        for (var i = 0; i < attributes.Count; i++)
            if (attributes[i].Key == name)
                return [TqValue.Of(attributes[i])];
        return [];
    }

    static bool HasTag(TagExpr tag, TraceSpan span) =>
        Has(tag, span.Attributes) || Has(tag, span.Resource) || span.Events.Any(e => Has(tag, e.Attributes) || (tag.Key == "event" && e.Name == tag.Text));

    static bool Has(TagExpr tag, IReadOnlyList<SpanAttribute> attributes)
    {
        for (var i = 0; i < attributes.Count; i++)
            if (attributes[i].Key == tag.Key && attributes[i].Text == tag.Text)
                return true;
        return false;
    }
}

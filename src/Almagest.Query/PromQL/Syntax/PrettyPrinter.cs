using System.Text;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Breaks long expressions into lines by the rules of Prometheus' formatter, its odd indents of subqueries included.</summary>
sealed class PrettyPrinter(int lineBytes)
{
    /// <summary>The expression at a depth of nesting; at 0 its first line is not indented.</summary>
    public string Print(Expr expr, int level)
    {
        var line = PromQlFormatter.Format(expr);
        var indent = Indent(level);
        var fits = Encoding.UTF8.GetByteCount(line) <= lineBytes;
        return expr switch
        {
            UnaryExpr unary => $"{indent}{(unary.Negative ? "-" : "+")}{Print(unary.Inner, level).Trim()}",
            SubqueryExpr => fits ? line : Subquery((SubqueryExpr)expr, level),
            _ when fits => indent + line,
            ParenExpr paren => $"{indent}(\n{Print(paren.Inner, level + 1)}\n{indent})",
            CallExpr call => $"{indent}{call.Function}(\n{string.Join(",\n", call.Arguments.Select(argument => Print(argument, level + 1)))}\n{indent})",
            AggregateExpr aggregate => Aggregate(aggregate, level),
            BinaryExpr binary => $"{Print(binary.Left, level + 1)}\n{indent}{PromQlFormatter.Operator(binary)}\n{Print(binary.Right, level + 1)}",
            _ => indent + line,
        };
    }

    string Subquery(SubqueryExpr subquery, int level) => Print(subquery.Inner, level) + PromQlFormatter.SubqueryWindow(subquery);

    string Aggregate(AggregateExpr aggregate, int level)
    {
        var parameter = aggregate.Parameter is { } given ? Print(given, level + 1) + ",\n" : "";
        return $"{Indent(level)}{PromQlFormatter.AggregateHead(aggregate)}(\n{parameter}{Print(aggregate.Inner, level + 1)}\n{Indent(level)})";
    }

    static string Indent(int level) => new(' ', 2 * level);
}

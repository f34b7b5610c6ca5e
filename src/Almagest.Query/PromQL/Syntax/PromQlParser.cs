namespace Almagest.Query.PromQL.Syntax;

/// <summary>
/// Parses PromQL as of Prometheus 3.14 with all experimental syntax (https://prometheus.io/docs/prometheus/latest/querying/basics/). Thread-safe.
/// </summary>
public static class PromQlParser
{
    /// <summary>An expression whose types are checked.</summary>
    /// <exception cref="PromQlParseException">The text is not PromQL; with Prometheus' message.</exception>
    public static Expr Parse(string query) => TypeChecker.Check(query, new ExpressionParser(new TokenReader(query)).All());

    /// <summary>An instant selector without modifiers, as <c>match[]</c> parameters are written.</summary>
    /// <exception cref="PromQlParseException">The text is not a selector; with Prometheus' message.</exception>
    public static VectorExpr ParseSelector(string query) => new ExpressionParser(new TokenReader(query)).Selector();
}

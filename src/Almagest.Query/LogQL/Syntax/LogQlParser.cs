using System.Globalization;
using System.Text;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Parses LogQL as of Loki 3.8 (https://grafana.com/docs/loki/latest/query/). Thread-safe.</summary>
public static class LogQlParser
{
    const int MaxBytes = 131_072;

    /// <summary>A query that Loki would run.</summary>
    /// <exception cref="LogQlParseException">The text is not LogQL; with Loki's message.</exception>
    public static LogQlExpr Parse(string query)
    {
        var expr = ParseUnchecked(query);
        LogQlValidation.Check(expr);
        return expr;
    }

    /// <summary>A query whose selectors may match everything.</summary>
    /// <exception cref="LogQlParseException">The text is not LogQL; with Loki's message.</exception>
    public static LogQlExpr ParseUnchecked(string query)
    {
        var size = Encoding.UTF8.GetByteCount(query);
        if (size >= MaxBytes)
            throw new LogQlParseException(string.Create(CultureInfo.InvariantCulture, $"input size too long ({size} > {MaxBytes})"));
        return new ExpressionReader(new LogQlTokens(query)).All();
    }

    /// <summary>A query of lines.</summary>
    /// <exception cref="LogQlParseException">The text is not LogQL or asks for numbers.</exception>
    public static LogSelectorExpr ParseLogSelector(string query) =>
        Parse(query) as LogSelectorExpr ?? throw new LogQlParseException("only log selector is supported");

    /// <summary>A stream selector without a pipeline, as <c>match[]</c> parameters are written.</summary>
    /// <param name="query">The text.</param>
    /// <param name="check">Whether it must select by at least one value that is not empty.</param>
    /// <exception cref="LogQlParseException">The text is not LogQL.</exception>
    /// <exception cref="FormatException">It has more than matchers.</exception>
    public static IReadOnlyList<LabelMatcher> ParseMatchers(string query, bool check)
    {
        var expr = check ? Parse(query) : ParseUnchecked(query);
        return expr is LogSelectorExpr { Stages.Count: 0 } selector ? selector.Matchers : throw new FormatException("only label matchers are supported");
    }
}

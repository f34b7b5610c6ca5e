using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>What must hold beyond the grammar.</summary>
static class LogQlValidation
{
    const string NoMatcher = "queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will";

    /// <exception cref="LogQlParseException">It does not hold; with Loki's message.</exception>
    internal static void Check(LogQlExpr expr)
    {
        switch (expr)
        {
            case LogSelectorExpr selector:
                Check(selector.Matchers);
                break;
            case FaultyExpr faulty:
                throw new LogQlParseException(faulty.Fault);
            case BinaryExpr binary:
                Check(binary.Left);
                Check(binary.Right);
                break;
            case VectorAggregationExpr { Operation: "sort" or "sort_desc", Grouping.Names.Count: > 0 }:
                throw new LogQlParseException("sort and sort_desc doesn't allow grouping by ");
            case VectorAggregationExpr aggregation:
                Check(aggregation.Inner);
                break;
            case LabelReplaceExpr replace:
                Check(replace.Inner);
                break;
            case RangeAggregationExpr range:
                Check(range.Range.Selector);
                break;
            case LiteralExpr or VectorLiteralExpr:
                break;
            default:
                throw new LogQlParseException($"unexpected expression type: {expr.GetType().Name}");
        }
    }

    // A matcher that an absent label satisfies selects nothing by itself.
    static void Check(IReadOnlyList<LabelMatcher> matchers)
    {
        if (!matchers.Any(static m => !m.Matches("")))
            throw new LogQlParseException(NoMatcher);
    }
}

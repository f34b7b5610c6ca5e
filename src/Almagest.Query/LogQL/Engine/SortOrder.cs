using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Engine;

/// <summary>Whether a query asks for an order by value.</summary>
static class SortOrder
{
    internal static bool IsByValue(SampleExpr expr) => expr switch
    {
        VectorAggregationExpr { Operation: "sort" or "sort_desc" } => true,
        VectorAggregationExpr vector => IsByValue(vector.Inner),
        BinaryExpr binary => IsByValue(binary.Left) || IsByValue(binary.Right),
        LabelReplaceExpr replace => IsByValue(replace.Inner),
        _ => false,
    };
}

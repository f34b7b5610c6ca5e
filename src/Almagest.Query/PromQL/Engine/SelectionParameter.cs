using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Checks how many series, or which share, an aggregation is to pick.</summary>
static class SelectionParameter
{
    /// <summary>Whether anything can be picked at all.</summary>
    /// <exception cref="PromQlException">NaN, or more than 64 bits can count.</exception>
    public static bool Check(Evaluator evaluator, AggregateExpr aggregate, StepColumn parameter)
    {
        var isRatio = aggregate.Operator == "limit_ratio";
        var (min, max, hasNaN) = (double.NaN, double.NaN, false);
        foreach (var value in parameter.Values)
        {
            hasNaN |= double.IsNaN(value);
            min = value < min || double.IsNaN(min) ? value : min;
            max = value > max || double.IsNaN(max) ? value : max;
        }

        if (!hasNaN && (isRatio ? max == 0 && min == 0 : max < 1))
            return false;
        if (hasNaN)
            throw new PromQlException(isRatio ? "Ratio value is NaN" : "Parameter value is NaN");
        if (isRatio)
        {
            var span = (aggregate.Parameter ?? aggregate).Span;
            if (max > 1)
                evaluator.Remarker.AddOfParameter(Remarks.InvalidRatio(max, 1, span), aggregate.Parameter);
            if (min < -1)
                evaluator.Remarker.AddOfParameter(Remarks.InvalidRatio(min, -1, span), aggregate.Parameter);
            return true;
        }

        if (min <= long.MinValue)
            throw new PromQlException($"Scalar value {GoFloat.General(min)} underflows int64");
        return max < 9223372036854774784.0 ? true : throw new PromQlException($"Scalar value {GoFloat.General(max)} overflows int64");
    }
}

using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>clamp</c> and its like, and <c>round</c>: functions of a number and scalars.</summary>
static class BoundFunctions
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call)
    {
        var columns = evaluator.Evaluate(call.Arguments[0]);
        StepColumn[] scalars = [.. call.Arguments.Skip(1).Select(evaluator.Scalar)];
        switch (call.Function)
        {
            case "round":
                return FloatFunctions.Map(evaluator, columns, (value, step) => Round(value, scalars.Length == 0 ? 1 : scalars[0].Values[step]));
            case "clamp_min":
                return FloatFunctions.Map(evaluator, columns, (value, step) => Clamp(value, scalars[0].Values[step], double.PositiveInfinity));
            case "clamp_max":
                return FloatFunctions.Map(evaluator, columns, (value, step) => Clamp(value, double.NegativeInfinity, scalars[0].Values[step]));
            default:
                RemoveWhereEmpty(columns, scalars[0], scalars[1]);
                return FloatFunctions.Map(evaluator, columns, (value, step) => Clamp(value, scalars[0].Values[step], scalars[1].Values[step]));
        }
    }

    static double Clamp(double value, double min, double max) => GoFloat.Max(min, GoFloat.Min(max, value));

    static double Round(double value, double nearest)
    {
        // Multiplication with the inverse makes fewer errors: round(1.15, 0.1).
        var inverse = 1.0 / nearest;
        return Math.Floor((value * inverse) + 0.5) / inverse;
    }

    // No number lies between bounds that are crossed.
    static void RemoveWhereEmpty(List<StepColumn> columns, StepColumn min, StepColumn max)
    {
        for (var step = 0; step < min.Steps; step++)
            if (max.Values[step] < min.Values[step])
                foreach (var column in columns)
                    column.Remove(step);
    }
}

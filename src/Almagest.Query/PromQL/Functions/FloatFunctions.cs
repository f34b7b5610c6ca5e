using System.Collections.Frozen;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Functions of one number. Histograms are left out.</summary>
static class FloatFunctions
{
    static readonly FrozenDictionary<string, Func<double, double>> Bodies = new Dictionary<string, Func<double, double>>
    {
        ["abs"] = Math.Abs,
        ["acos"] = Math.Acos,
        ["acosh"] = Math.Acosh,
        ["asin"] = Math.Asin,
        ["asinh"] = Math.Asinh,
        ["atan"] = Math.Atan,
        ["atanh"] = Math.Atanh,
        ["ceil"] = Math.Ceiling,
        ["cos"] = Math.Cos,
        ["cosh"] = Math.Cosh,
        ["deg"] = static value => value * 180 / Math.PI,
        ["exp"] = Math.Exp,
        ["floor"] = Math.Floor,
        ["ln"] = GoMath.Log,
        ["log10"] = GoMath.Log10,
        ["log2"] = GoMath.Log2,
        ["rad"] = static value => value * Math.PI / 180,
        ["sgn"] = static value => value < 0 ? -1 : value > 0 ? 1 : value,
        ["sin"] = Math.Sin,
        ["sinh"] = Math.Sinh,
        ["sqrt"] = Math.Sqrt,
        ["tan"] = Math.Tan,
        ["tanh"] = Math.Tanh,
    }.ToFrozenDictionary();

    public static Func<double, double>? Find(string name) => Bodies.GetValueOrDefault(name);

    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call, Func<double, double> body) =>
        Map(evaluator, evaluator.Evaluate(call.Arguments[0]), (value, _) => body(value));

    /// <summary>The columns with a function of value and step applied in place; histograms and names are dropped.</summary>
    public static List<StepColumn> Map(Evaluator evaluator, List<StepColumn> columns, Func<double, int, double> body)
    {
        var kept = new List<StepColumn>(columns.Count);
        foreach (var column in columns)
        {
            evaluator.DropName(column);
            for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                if (column.Histogram(step) is null)
                    column.Values[step] = body(column.Values[step], step);
                else
                    column.Remove(step);
            }

            column.Histograms = null;
            if (column.IsEmpty)
                column.Release();
            else
                kept.Add(column);
        }

        return evaluator.Context.Features.DelayedNameRemoval ? kept : ColumnMerge.Merge(kept);
    }
}

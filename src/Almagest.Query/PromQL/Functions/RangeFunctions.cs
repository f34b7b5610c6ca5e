using System.Collections.Frozen;

namespace Almagest.Query.PromQL.Functions;

/// <summary>All functions over ranges.</summary>
static class RangeFunctions
{
    static readonly FrozenDictionary<string, RangeFunction> All = new RangeFunction[]
    {
        new("absent_over_time", OverTime.Present),
        new("avg_over_time", SumsOverTime.Average) { Floats = FloatKernels.Average },
        new("changes", CounterFunctions.Changes),
        new("count_over_time", OverTime.Count) { Floats = FloatKernels.Count },
        new("delta", RateFunctions.Delta),
        new("deriv", TrendFunctions.Derivative),
        new("double_exponential_smoothing", TrendFunctions.Smooth),
        new("first_over_time", OverTime.First),
        new("idelta", InstantRates.Delta),
        new("increase", RateFunctions.Increase),
        new("irate", InstantRates.Rate),
        new("last_over_time", OverTime.Last) { Floats = FloatKernels.Last },
        new("mad_over_time", QuantilesOverTime.MedianDeviation),
        new("max_over_time", ExtremesOverTime.Max) { Floats = FloatKernels.Max },
        new("min_over_time", ExtremesOverTime.Min) { Floats = FloatKernels.Min },
        new("predict_linear", TrendFunctions.Predict),
        new("present_over_time", OverTime.Present),
        new("quantile_over_time", QuantilesOverTime.Quantile),
        new("rate", RateFunctions.Rate),
        new("resets", CounterFunctions.Resets),
        new("stddev_over_time", SumsOverTime.Deviation),
        new("stdvar_over_time", SumsOverTime.Variance),
        new("sum_over_time", SumsOverTime.Sum) { Floats = FloatKernels.Sum },
        new("ts_of_first_over_time", OverTime.TimeOfFirst),
        new("ts_of_last_over_time", OverTime.TimeOfLast),
        new("ts_of_max_over_time", ExtremesOverTime.TimeOfMax),
        new("ts_of_min_over_time", ExtremesOverTime.TimeOfMin),
    }.ToFrozenDictionary(static function => function.Name, StringComparer.Ordinal);

    /// <summary>The function of that name, or null when it is none over ranges.</summary>
    public static RangeFunction? Find(string name) => All.GetValueOrDefault(name);
}

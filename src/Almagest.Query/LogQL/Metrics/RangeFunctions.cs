using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>What range aggregations make of the samples of a window, which has at least one.</summary>
static class RangeFunctions
{
    internal static double Apply(RangeAggregationExpr expr, SampleWindow window, long endNano)
    {
        var values = window.Values;
        var seconds = expr.Range.IntervalNano / 1e9;
        switch (expr.Operation)
        {
            case "count_over_time":
                return values.Length;
            case "rate":
                return (expr.Range.Unwrap is null ? values.Length : Sum(values)) / seconds;
            case "rate_counter":
                return CounterRate(window.Times, values, endNano, expr.Range.IntervalNano);
            case "bytes_rate":
                return Sum(values) / seconds;
            case "bytes_over_time" or "sum_over_time":
                return Sum(values);
            case "first_over_time":
                return values[0];
            case "last_over_time":
                return values[^1];
            case "quantile_over_time":
                return Quantile(expr.Parameter ?? double.NaN, values);
            case "absent_over_time":
                return 1;
        }

        var running = new RunningValues();
        foreach (var value in values)
            running.Add(value);
        return expr.Operation switch
        {
            "avg_over_time" => running.Mean,
            "max_over_time" => running.Max,
            "min_over_time" => running.Min,
            "stdvar_over_time" => running.Variance,
            "stddev_over_time" => Math.Sqrt(running.Variance),
            _ => throw new LogQlException($"unsupported range vector aggregation operation: {expr.Operation}"),
        };
    }

    static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    static double Quantile(double q, ReadOnlySpan<double> values)
    {
        if (q is < 0 or > 1)
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var rank = q * (sorted.Length - 1);
        var lower = Math.Max(0, Math.Floor(rank));
        var upper = Math.Min(sorted.Length - 1, lower + 1);
        var weight = rank - Math.Floor(rank);
        return (sorted[(int)lower] * (1 - weight)) + (sorted[(int)upper] * weight);
    }

    /// <summary>The increase per second of a counter with resets, extrapolated to the window as Prometheus did before its ranges were left-open.</summary>
    static double CounterRate(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long endNano, long windowNano)
    {
        if (values.Length < 2)
            return 0;
        var increase = values[^1] - values[0];
        for (var i = 1; i < values.Length; i++)
            if (values[i] < values[i - 1])
                increase += values[i - 1];
        var toStart = (times[0] - (endNano - windowNano)) / 1e9;
        var toEnd = (endNano - times[^1]) / 1e9;
        var sampled = (times[^1] - times[0]) / 1e9;
        var between = sampled / (values.Length - 1);
        if (toStart >= between * 1.1)
            toStart = between / 2;
        // A counter began at zero at the earliest.
        if (increase > 0 && values[0] >= 0)
            toStart = Math.Min(toStart, sampled * (values[0] / increase));
        if (toEnd >= between * 1.1)
            toEnd = between / 2;
        return increase * ((sampled + toStart + toEnd) / sampled) / (windowNano / 1e9);
    }
}

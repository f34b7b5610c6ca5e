using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Sums, averages and variances over time, compensated and in Prometheus' order of operations.</summary>
static class SumsOverTime
{
    public static RangeResult Sum(in RangeWindow window, RangeCall call)
    {
        if (Mixed(window, call))
            return RangeResult.None;
        if (window.HasHistograms)
            return HistogramsOverTime.Sum(window, call);
        return SumOf(window.Values);
    }

    /// <summary>The compensated sum.</summary>
    public static double SumOf(ReadOnlySpan<double> values)
    {
        var (sum, lost) = (0.0, 0.0);
        foreach (var value in values)
            Kahan.Add(value, ref sum, ref lost);
        return double.IsInfinity(sum) ? sum : sum + lost;
    }

    public static RangeResult Average(in RangeWindow window, RangeCall call)
    {
        if (Mixed(window, call))
            return RangeResult.None;
        if (window.HasHistograms)
            return HistogramsOverTime.Average(window, call);
        return AverageOf(window.Values);
    }

    /// <summary>The mean of at least one value.</summary>
    public static double AverageOf(ReadOnlySpan<double> values)
    {
        var mean = new RunningMean(values[0]);
        foreach (var value in values[1..])
            mean.Add(value);
        return mean.Value;
    }

    public static RangeResult Deviation(in RangeWindow window, RangeCall call) => ExtremesOverTime.FloatsOf(window, call) ? Math.Sqrt(VarianceOf(window.Values)) : RangeResult.None;

    public static RangeResult Variance(in RangeWindow window, RangeCall call) => ExtremesOverTime.FloatsOf(window, call) ? VarianceOf(window.Values) : RangeResult.None;

    static bool Mixed(in RangeWindow window, RangeCall call)
    {
        if (!window.HasFloats || !window.HasHistograms)
            return false;
        call.Remark(Remarks.MixedFloatsHistograms, window.Place);
        return true;
    }

    static double VarianceOf(ReadOnlySpan<double> values)
    {
        var (count, mean, meanLost, squares, squaresLost) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var value in values)
        {
            count++;
            var delta = value - (mean + meanLost);
            Kahan.Add(delta / count, ref mean, ref meanLost);
            Kahan.Add(delta * (value - (mean + meanLost)), ref squares, ref squaresLost);
        }

        return (squares + squaresLost) / count;
    }
}

using System.Globalization;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Trends: linear regression and double exponential smoothing. Histograms do not count.</summary>
static class TrendFunctions
{
    public static RangeResult Derivative(in RangeWindow window, RangeCall call) =>
        Enough(window, call) ? Regression(window.Times, window.Values, window.Times[0]).Slope : RangeResult.None;

    public static RangeResult Predict(in RangeWindow window, RangeCall call)
    {
        if (!Enough(window, call))
            return RangeResult.None;
        var (slope, intercept) = Regression(window.Times, window.Values, window.EvaluationMs);
        return (slope * call.Parameter(0, window.Step)) + intercept;
    }

    public static RangeResult Smooth(in RangeWindow window, RangeCall call)
    {
        var (smoothing, trend) = (call.Parameter(0, window.Step), call.Parameter(1, window.Step));
        if (smoothing is <= 0 or >= 1)
            throw new PromQlException(string.Create(CultureInfo.InvariantCulture, $"invalid smoothing factor. Expected: 0 < sf < 1, got: {Fixed(smoothing)}"));
        if (trend is <= 0 or >= 1)
            throw new PromQlException(string.Create(CultureInfo.InvariantCulture, $"invalid trend factor. Expected: 0 < tf < 1, got: {Fixed(trend)}"));
        if (!Enough(window, call))
            return RangeResult.None;
        var values = window.Values;
        var (before, level, slope) = (0.0, values[0], values[1] - values[0]);
        for (var i = 1; i < values.Length; i++)
        {
            var scaled = smoothing * values[i];
            if (i > 1)
                slope = (trend * (level - before)) + ((1 - trend) * slope);
            (before, level) = (level, scaled + ((1 - smoothing) * (level + slope)));
        }

        return level;
    }

    static string Fixed(double value) => double.IsFinite(value) ? value.ToString("F6", CultureInfo.InvariantCulture) : GoFloat.General(value);

    static bool Enough(in RangeWindow window, RangeCall call)
    {
        if (window.HasFloats && window.HasHistograms)
            call.Remark(Remarks.HistogramIgnoredInMixedRange, window.Place);
        return window.Times.Length > 1;
    }

    static (double Slope, double Intercept) Regression(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long zero)
    {
        var (count, x, xLost, y, yLost) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (xy, xyLost, xx, xxLost) = (0.0, 0.0, 0.0, 0.0);
        var constant = true;
        for (var i = 0; i < values.Length; i++)
        {
            if (constant && i > 0 && values[i] != values[0])
                constant = false;
            count++;
            var at = (times[i] - zero) / 1e3;
            Kahan.Add(at, ref x, ref xLost);
            Kahan.Add(values[i], ref y, ref yLost);
            Kahan.Add(at * values[i], ref xy, ref xyLost);
            Kahan.Add(at * at, ref xx, ref xxLost);
        }

        if (constant)
            return double.IsInfinity(values[0]) ? (double.NaN, double.NaN) : (0, values[0]);
        (x, y, xy, xx) = (x + xLost, y + yLost, xy + xyLost, xx + xxLost);
        var covariance = xy - (x * y / count);
        var variance = xx - (x * x / count);
        var slope = covariance / variance;
        return (slope, (y / count) - (slope * x / count));
    }
}

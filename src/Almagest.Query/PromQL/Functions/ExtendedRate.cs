using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Rates of floats over ranges that are <c>anchored</c> or <c>smoothed</c>: nothing is extrapolated.</summary>
static class ExtendedRate
{
    public static RangeResult Of(in RangeWindow window, RangeCall call, bool isCounter, double perSeconds)
    {
        if (Edges.Of(window.Times, window.StartMs, window.EndMs, call.Extension) is not { } edges)
            return RangeResult.None;
        var smoothed = call.Extension == VectorExtension.Smoothed;
        var left = Left(window, edges.First, window.StartMs, smoothed, isCounter);
        var right = Right(window, edges.Last, window.EndMs, smoothed, isCounter);
        var growth = right - left;
        if (isCounter)
        {
            var first = window.Times[edges.First] <= window.StartMs ? edges.First + 1 : edges.First;
            var last = window.Times[edges.Last] >= window.EndMs ? edges.Last - 1 : edges.Last;
            growth += Lost(left, right, window.Values[first..Math.Max(first, last + 1)]);
        }

        return perSeconds != 0 ? growth / perSeconds : growth;
    }

    /// <summary>The value at the left edge.</summary>
    public static double Left(in RangeWindow window, int first, long edge, bool smoothed, bool isCounter) =>
        smoothed && window.Times[first] < edge ? Between(window, first, edge, isCounter) : window.Values[first];

    /// <summary>The value at the right edge.</summary>
    public static double Right(in RangeWindow window, int last, long edge, bool smoothed, bool isCounter) =>
        smoothed && last > 0 && window.Times[last] > edge ? Between(window, last - 1, edge, isCounter) : window.Values[last];

    /// <summary>The value on the line between two samples; after a reset the counter is taken to have begun at 0.</summary>
    public static double Interpolate(long time1, double value1, long time2, double value2, long at, bool isCounter)
    {
        if (isCounter && value2 < value1)
            value1 = 0;
        return value1 + ((value2 - value1) * (at - time1) / (time2 - time1));
    }

    static double Between(in RangeWindow window, int index, long at, bool isCounter) =>
        Interpolate(window.Times[index], window.Values[index], window.Times[index + 1], window.Values[index + 1], at, isCounter);

    static double Lost(double left, double right, ReadOnlySpan<double> between)
    {
        var (lost, previous) = (0.0, left);
        foreach (var value in between)
        {
            if (value < previous)
                lost += previous;
            previous = value;
        }

        return right < previous ? lost + previous : lost;
    }
}

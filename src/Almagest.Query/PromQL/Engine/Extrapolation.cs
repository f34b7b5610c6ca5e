using System.Runtime.CompilerServices;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// How far the growth between the first and the last sample of a range is taken to reach beyond them, as Prometheus does it: to the range's edge when the samples
/// come close, else half a sample's distance, and for counters not below zero.
/// </summary>
static class Extrapolation
{
    /// <summary>What is known of the samples.</summary>
    /// <param name="Intervals">How many samples, less one.</param>
    /// <param name="FirstMs">Time of the first.</param>
    /// <param name="LastMs">Time of the last.</param>
    /// <param name="First">Value of the first, or count of the histogram.</param>
    /// <param name="Growth">What grew from the first to the last.</param>
    internal readonly record struct Samples(int Intervals, long FirstMs, long LastMs, double First, double Growth);

    /// <summary>By what to multiply the growth. <paramref name="perSeconds"/> is the range in seconds for rates, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Factor(in Samples samples, long start, long end, bool isCounter, double perSeconds)
    {
        var toStart = (samples.FirstMs - start) / 1000.0;
        var sampled = (samples.LastMs - samples.FirstMs) / 1000.0;
        var distance = sampled / samples.Intervals;
        if (toStart >= distance * 1.1)
            toStart = distance / 2;
        if (isCounter && samples.Growth > 0 && samples.First >= 0)
        {
            var toZero = sampled * (samples.First / samples.Growth);
            if (toZero < toStart)
                toStart = toZero;
        }

        return Factor(sampled, toStart, ToEnd(samples.LastMs, end, distance), perSeconds);
    }

    /// <summary>How far to go to the right.</summary>
    public static double ToEnd(long last, long end, double distance)
    {
        var toEnd = (end - last) / 1000.0;
        return toEnd >= distance * 1.1 ? distance / 2 : toEnd;
    }

    public static double Factor(double sampled, double toStart, double toEnd, double perSeconds)
    {
        var factor = sampled != 0 ? (sampled + toStart + toEnd) / sampled : 1.0;
        return perSeconds != 0 ? factor / perSeconds : factor;
    }
}

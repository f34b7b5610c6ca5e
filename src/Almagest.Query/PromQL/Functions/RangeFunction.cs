using Almagest.Model;
using Almagest.Query.PromQL.Engine;

namespace Almagest.Query.PromQL.Functions;

/// <summary>How a function over ranges is evaluated.</summary>
/// <param name="Name">Its name in the catalog.</param>
/// <param name="Body">What it makes of one range.</param>
sealed record RangeFunction(string Name, RangeBody Body)
{
    /// <summary><c>first_over_time</c> and <c>last_over_time</c> are like an offset: what they return is still the metric.</summary>
    public bool KeepsName => Name is "last_over_time" or "first_over_time";

    /// <summary>The same for all windows at once when there are floats only; null when there is no such way.</summary>
    public FloatKernel? Floats { get; init; }

    /// <summary>One of the three that extrapolate.</summary>
    public bool IsRate { get; } = Name is "rate" or "increase" or "delta";

    public bool IsCounter { get; } = Name is "rate" or "increase";

    public bool IsPerSecond { get; } = Name is "rate";

    /// <summary>Whether starts of accumulation tell it of resets.</summary>
    public bool UsesStarts { get; } = Name is "rate" or "irate" or "increase" or "resets";

    /// <summary>Whether series of one metric need no <see cref="Check"/>.</summary>
    public bool IsFree(Labels series, RangeCall call) => !IsCounter || (!call.Features.TypeAndUnitLabels && EndsLikeCounter(series.Metric));

    /// <summary>Remarks on a series that is no counter by its name or type.</summary>
    public void Check(Labels series, StepColumn row, RangeCall call)
    {
        if (!IsCounter || series.Metric is not { Length: > 0 } metric)
            return;
        var type = call.Features.TypeAndUnitLabels ? series["__type__"] : "";
        var counts = call.Features.TypeAndUnitLabels ? type is "counter" or "histogram" : EndsLikeCounter(metric);
        if (counts || FloatSteps(row) is not { } steps)
            return;
        call.Remarker.Add(call.Features.TypeAndUnitLabels ? Remarks.PossibleNonCounterLabel(metric, type, call.FirstArgument) : Remarks.PossibleNonCounter(metric, call.FirstArgument), steps);
    }

    static bool EndsLikeCounter(string metric) =>
        metric.EndsWith("_total", StringComparison.Ordinal) || metric.EndsWith("_sum", StringComparison.Ordinal)
        || metric.EndsWith("_count", StringComparison.Ordinal) || metric.EndsWith("_bucket", StringComparison.Ordinal);

    // The steps with a float; null when there is none.
    static ulong[]? FloatSteps(StepColumn row)
    {
        if (row.Histograms is null)
            return row.IsEmpty ? null : row.Present.ToArray();
        var steps = row.Present.ToArray();
        for (var step = StepBits.Next(steps, 0); step >= 0; step = StepBits.Next(steps, step + 1))
            if (row.Histogram(step) is not null)
                StepBits.Clear(steps, step);
        return StepBits.Next(steps, 0) >= 0 ? steps : null;
    }
}

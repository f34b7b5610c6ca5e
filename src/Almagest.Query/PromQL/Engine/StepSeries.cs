using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The result of a subquery, read as a series.</summary>
sealed class StepSeries(StepColumn column, StepGrid grid) : ISeries
{
    public Labels Labels => column.Labels;

    public bool DropName => column.DropName;

    public void Read(SampleBuffer into)
    {
        for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            if (column.Histogram(step) is { } histogram)
                into.Add(grid[step], Unhinted(histogram));
            else
                into.Add(grid[step], column.Values[step]);
        }
    }

    // The subquery may have left out or repeated samples: what is known about resets between neighbours no longer holds.
    static FloatHistogram Unhinted(FloatHistogram histogram) => histogram.CounterResetHint is CounterResetHint.Reset or CounterResetHint.NotReset
        ? histogram with { CounterResetHint = CounterResetHint.Unknown }
        : histogram;
}

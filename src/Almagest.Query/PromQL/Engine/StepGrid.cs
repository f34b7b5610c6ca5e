namespace Almagest.Query.PromQL.Engine;

/// <summary>The times an expression is evaluated at, Unix milliseconds. The end need not be on the grid, as in Prometheus.</summary>
readonly record struct StepGrid(long StartMs, long EndMs, long StepMs)
{
    /// <summary>How many times there are; 0 when the end is before the start.</summary>
    public int Count => EndMs < StartMs ? 0 : (int)((EndMs - StartMs) / StepMs) + 1;

    /// <summary>Whether it was asked for one time: order then matters.</summary>
    public bool IsInstant => StartMs == EndMs;

    /// <summary>The time at a step.</summary>
    public long this[int step] => StartMs + (step * StepMs);

    /// <summary>Only the first time.</summary>
    public StepGrid First => this with { EndMs = StartMs };
}

namespace Almagest.Query.LogQL.Engine;

/// <summary>A query and its times, Unix nanoseconds.</summary>
/// <param name="Query">LogQL.</param>
/// <param name="StartNano">First evaluation; of lines the first time, inclusive.</param>
/// <param name="EndNano">Last evaluation; of lines the first time that does not count.</param>
/// <param name="StepNano">Between evaluations; 0 for a single one.</param>
public sealed record LogQlRequest(string Query, long StartNano, long EndNano, long StepNano)
{
    /// <summary>Most lines.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Order of lines.</summary>
    public LogDirection Direction { get; init; } = LogDirection.Backward;

    /// <summary>Least time between two lines; 0 for all.</summary>
    public long IntervalNano { get; init; }

    /// <summary>Whether the result keeps labels of streams apart from others.</summary>
    public bool Categorize { get; init; }

    /// <summary>Whether evaluations are at multiples of the step: the first not behind the start, the last not before the end. Loki's frontend asks so.</summary>
    public bool AlignToStep { get; init; }

    /// <summary>Whether it is evaluated once.</summary>
    public bool IsInstant => StepNano == 0;
}

using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>One query to evaluate. Times are Unix milliseconds.</summary>
public sealed record PromQlRequest
{
    /// <summary>The query's text; positions in annotations refer to it.</summary>
    public required string Query { get; init; }

    /// <summary>The text parsed, when that has been done before; else the engine parses.</summary>
    public Expr? Expr { get; init; }

    /// <summary>First time of evaluation.</summary>
    public required long StartMs { get; init; }

    /// <summary>Last time of evaluation; equal to the start for an instant query.</summary>
    public required long EndMs { get; init; }

    /// <summary>Time between evaluations; 0 for an instant query.</summary>
    public long StepMs { get; init; }

    /// <summary>How long a sample stands for its series. Default 5 minutes.</summary>
    public long LookbackMs { get; init; } = 300_000;

    /// <summary>The step of subqueries without one: the global evaluation interval. Default 1 minute.</summary>
    public long DefaultSubqueryIntervalMs { get; init; } = 60_000;

    /// <summary>After how long to give up. Default 2 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many samples may be held at a time. Default 50 million.</summary>
    public long MaxSamples { get; init; } = 50_000_000;

    /// <summary>Which optional behaviour is on.</summary>
    public PromQlFeatures Features { get; init; } = PromQlFeatures.Default;

    /// <summary>Whether samples are also counted per step.</summary>
    public bool StatsPerStep { get; init; }

    /// <summary>Whether the plan is measured and given back with the answer.</summary>
    public bool Explain { get; init; }

    /// <summary>Whether the source has to read compressed samples anew instead of taking them from its memory: for measuring.</summary>
    public bool SkipsMemory { get; init; }

    /// <summary>How many threads may work on the query. Default: one per processor.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>The query's share of the machine beside other queries; null when it is alone.</summary>
    public QueryTurn? Turn { get; init; }

    /// <summary>Whether others wait for the calling thread: then it is left before anything that is not answered from memory in a fraction of a millisecond. Default: no.</summary>
    public bool SharesThread { get; init; }

    /// <summary>Whether it is evaluated once.</summary>
    public bool IsInstant => StartMs == EndMs && StepMs == 0;

    /// <summary>Whether the store may be asked for aggregates, which then may differ in the last digits. Default: no.</summary>
    public bool PushDown { get; init; }

    /// <summary>Whether rollups may be read instead of samples where the answer is bit for bit the same. Default: yes.</summary>
    public bool UseRollups { get; init; } = true;
}

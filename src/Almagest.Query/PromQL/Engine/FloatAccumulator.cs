namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// What one group of an aggregation has gathered, per step. Rows are added in order of labels, as in Prometheus, so that sums are the same to the last bit;
/// disjoint ranges of steps may be added by different threads.
/// </summary>
abstract class FloatAccumulator(StepColumn result)
{
    /// <summary>The group's column; complete after <see cref="Finish"/>.</summary>
    public StepColumn Result => result;

    /// <summary>Adds a row of floats at the steps from <paramref name="from"/>, a multiple of 64, to before <paramref name="to"/>.</summary>
    public abstract void Add(StepColumn row, int from, int to);

    /// <summary>Turns what was gathered into the result.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>Gives pooled memory back.</summary>
    public virtual void Release()
    {
    }

    /// <summary>The accumulator of an operator, or null when it needs all samples together.</summary>
    public static FloatAccumulator? Create(string aggregation, StepColumn result) => aggregation switch
    {
        "sum" => new SumAccumulator(result),
        "avg" => new AverageAccumulator(result),
        "min" => new ExtremeAccumulator(result, isMax: false),
        "max" => new ExtremeAccumulator(result, isMax: true),
        "count" => new CountAccumulator(result, constant: false),
        "group" => new CountAccumulator(result, constant: true),
        "stddev" => new VarianceAccumulator(result, isDeviation: true),
        "stdvar" => new VarianceAccumulator(result, isDeviation: false),
        _ => null,
    };
}

namespace Almagest.Query.PromQL.Engine;

/// <summary>Counts samples, or only notes with a 1 that there are some.</summary>
sealed class CountAccumulator(StepColumn result, bool constant) : FloatAccumulator(result)
{
    public override void Add(StepColumn row, int from, int to)
    {
        for (var step = StepBits.Next(row.Present, from); step >= 0 && step < to; step = StepBits.Next(row.Present, step + 1))
            Result.Set(step, constant || !Result.Has(step) ? 1 : Result.Values[step] + 1);
    }
}

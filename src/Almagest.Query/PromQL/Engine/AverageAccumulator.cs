using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Means.</summary>
sealed class AverageAccumulator(StepColumn result) : FloatAccumulator(result)
{
    readonly RunningMean[] _means = new RunningMean[result.Steps];

    public override void Add(StepColumn row, int from, int to)
    {
        for (var step = StepBits.Next(row.Present, from); step >= 0 && step < to; step = StepBits.Next(row.Present, step + 1))
        {
            if (Result.Has(step))
            {
                _means[step].Add(row.Values[step]);
                continue;
            }

            _means[step] = new RunningMean(row.Values[step]);
            StepBits.Set(Result.Present, step);
        }
    }

    public override void Finish()
    {
        for (var step = StepBits.Next(Result.Present, 0); step >= 0; step = StepBits.Next(Result.Present, step + 1))
            Result.Values[step] = _means[step].Value;
    }
}

namespace Almagest.Query.PromQL.Engine;

/// <summary>Population variances or standard deviations by Welford's method.</summary>
sealed class VarianceAccumulator(StepColumn result, bool isDeviation) : FloatAccumulator(result)
{
    readonly (double Count, double Mean, double Squares)[] _states = new (double, double, double)[result.Steps];

    public override void Add(StepColumn row, int from, int to)
    {
        for (var step = StepBits.Next(row.Present, from); step >= 0 && step < to; step = StepBits.Next(row.Present, step + 1))
        {
            ref var state = ref _states[step];
            var value = row.Values[step];
            if (!Result.Has(step))
            {
                state = (1, value, double.IsFinite(value) ? 0 : double.NaN);
                StepBits.Set(Result.Present, step);
                continue;
            }

            state.Count++;
            var delta = value - state.Mean;
            state.Mean += delta / state.Count;
            state.Squares += delta * (value - state.Mean);
        }
    }

    public override void Finish()
    {
        for (var step = StepBits.Next(Result.Present, 0); step >= 0; step = StepBits.Next(Result.Present, step + 1))
        {
            var variance = _states[step].Squares / _states[step].Count;
            Result.Values[step] = isDeviation ? Math.Sqrt(variance) : variance;
        }
    }
}

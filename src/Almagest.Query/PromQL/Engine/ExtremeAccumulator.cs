namespace Almagest.Query.PromQL.Engine;

/// <summary>Minima or maxima; NaN counts only when nothing else does.</summary>
sealed class ExtremeAccumulator(StepColumn result, bool isMax) : FloatAccumulator(result)
{
    public override void Add(StepColumn row, int from, int to)
    {
        var values = Result.Values;
        for (var step = StepBits.Next(row.Present, from); step >= 0 && step < to; step = StepBits.Next(row.Present, step + 1))
        {
            var (value, best) = (row.Values[step], values[step]);
            if (!Result.Has(step))
                Result.Set(step, value);
            else if ((isMax ? best < value : best > value) || double.IsNaN(best))
                values[step] = value;
        }
    }
}

namespace Almagest.Query.TraceQL;

/// <summary>topk and bottomk: at each step the series with the largest or smallest values keep them.</summary>
static class SeriesRank
{
    internal static List<TraceQlSeries> Keep(IReadOnlyList<TraceQlSeries> series, RankStage rank)
    {
        var steps = series.Count == 0 ? 0 : series[0].Values.Length;
        var kept = series.ToDictionary(static s => s, s => Empty(steps));
        for (var step = 0; step < steps; step++)
        {
            var present = series.Where(s => !double.IsNaN(s.Values[step]));
            var ordered = rank.Largest ? present.OrderByDescending(s => s.Values[step]) : present.OrderBy(s => s.Values[step]);
            foreach (var best in ordered.Take(rank.Count))
                kept[best][step] = best.Values[step];
        }

        return [.. kept.Where(static k => k.Value.Any(static v => !double.IsNaN(v))).Select(static k => k.Key with { Values = k.Value })];
    }

    static double[] Empty(int steps)
    {
        var values = new double[steps];
        Array.Fill(values, double.NaN);
        return values;
    }
}

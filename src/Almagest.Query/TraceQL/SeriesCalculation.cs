namespace Almagest.Query.TraceQL;

/// <summary>
/// Calculates with the series of queries as Tempo does: value by value, series with the same labels together; a series without labels
/// goes with each of the other side. Division by zero has no value.
/// </summary>
public static class SeriesCalculation
{
    const string NameLabel = "__name__";

    /// <summary>The series of a query; <paramref name="ask"/> answers each query it is made of.</summary>
    public static async Task<IReadOnlyList<TraceQlSeries>> RunAsync(TraceQlQuery query, Func<TraceQlQuery, Task<IReadOnlyList<TraceQlSeries>>> ask) =>
        query.Calculation is { } calculation ? Ordered(await OfAsync(calculation, ask)) : await ask(query);

    internal static IReadOnlyList<TraceQlSeries> Keep(IReadOnlyList<TraceQlSeries> series, IEnumerable<Stage> stages)
    {
        foreach (var stage in stages)
        {
            series = stage switch
            {
                RankStage rank => SeriesRank.Keep(series, rank),
                ThresholdStage threshold => SeriesThreshold.Keep(series, threshold),
                _ => series,
            };
        }

        return series;
    }

    internal static IReadOnlyList<TraceQlSeries> Ordered(IEnumerable<TraceQlSeries> series) =>
        [.. series.OrderBy(static s => string.Join(',', s.Labels.Select(static l => $"{l.Key}={l.Value}")), StringComparer.Ordinal)];

    static async Task<IReadOnlyList<TraceQlSeries>> OfAsync(SeriesExpr expr, Func<TraceQlQuery, Task<IReadOnlyList<TraceQlSeries>>> ask) => expr switch
    {
        SeriesQuery leaf => await ask(leaf.Query),
        SeriesKept kept => Keep(await OfAsync(kept.Series, ask), kept.Stages),
        SeriesScaled scaled => [.. (await OfAsync(scaled.Series, ask)).Select(s => Scaled(s, scaled))],
        SeriesMath math => Combined(math.Operator, await OfAsync(math.Left, ask), await OfAsync(math.Right, ask)),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    static TraceQlSeries Scaled(TraceQlSeries series, SeriesScaled by)
    {
        double Of(double value) => by.NumberFirst ? Apply(by.Operator, by.Number, value) : Apply(by.Operator, value, by.Number);
        return series with { Values = [.. series.Values.Select(Of)], Exemplars = [.. series.Exemplars.Select(e => e with { Value = Of(e.Value) })] };
    }

    static List<TraceQlSeries> Combined(string operation, IReadOnlyList<TraceQlSeries> left, IReadOnlyList<TraceQlSeries> right)
    {
        var (lefts, rights) = (ByLabels(left), ByLabels(right));
        var combined = new List<TraceQlSeries>();
        foreach (var key in (rights.ContainsKey("") ? lefts : rights).Keys)
        {
            if (Find(lefts, key) is not { } a || Find(rights, key) is not { } b)
                continue;
            combined.Add(new TraceQlSeries(Labels(operation, a, b), [.. a.Values.Zip(b.Values, (x, y) => Apply(operation, x, y))])
            {
                // Those of a series that goes with many others would be shown many times.
                Exemplars = lefts.ContainsKey(key) == rights.ContainsKey(key) ? [.. a.Exemplars, .. b.Exemplars] : lefts.ContainsKey(key) ? a.Exemplars : b.Exemplars,
            });
        }

        return combined;
    }

    static TraceQlSeries? Find(Dictionary<string, TraceQlSeries> series, string key) => series.GetValueOrDefault(key) ?? series.GetValueOrDefault("");

    static Dictionary<string, TraceQlSeries> ByLabels(IReadOnlyList<TraceQlSeries> series)
    {
        var keys = new Dictionary<string, TraceQlSeries>(StringComparer.Ordinal);
        foreach (var one in series)
            keys[string.Concat(one.Labels.Where(static l => l.Key != NameLabel).Select(static l => $"{l.Key}\u0001{l.Value.Type}\u0001{l.Value}\u0002"))] = one;
        return keys;
    }

    static List<KeyValuePair<string, TqValue>> Labels(string operation, TraceQlSeries left, TraceQlSeries right)
    {
        var labels = left.Labels.Where(static l => l.Key != NameLabel).ToList();
        labels.AddRange(right.Labels.Where(r => r.Key != NameLabel && labels.TrueForAll(l => l.Key != r.Key)));
        if (Name(left) is { } a && Name(right) is { } b)
            labels.Insert(0, new(NameLabel, TqValue.Of($"({a} {operation} {b})")));
        return labels;
    }

    static string? Name(TraceQlSeries series)
    {
        foreach (var label in series.Labels)
            if (label.Key == NameLabel)
                return label.Value.Text;
        return null;
    }

    static double Apply(string operation, double left, double right) => operation switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => right == 0 ? double.NaN : left / right,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "unknown operator"),
    };
}

namespace Almagest.Query.TraceQL;

/// <summary>A comparison after a metrics function: keeps the values that meet it, and the series that keep one.</summary>
static class SeriesThreshold
{
    internal static List<TraceQlSeries> Keep(IEnumerable<TraceQlSeries> series, ThresholdStage stage)
    {
        var bound = new TqValue(TqType.Float, stage.Value);
        double Kept(double value) => !double.IsNaN(value) && FieldEvaluator.Compare(stage.Operator, new TqValue(TqType.Float, value), bound) ? value : double.NaN;
        return [.. series.Select(s => s with { Values = [.. s.Values.Select(Kept)] }).Where(static s => s.Values.Any(static v => !double.IsNaN(v)))];
    }
}

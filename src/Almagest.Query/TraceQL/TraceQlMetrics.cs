using Almagest.Model.Traces;
using Almagest.Query.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>A series a metrics query made; NaN where it has no value.</summary>
public sealed record TraceQlSeries(IReadOnlyList<KeyValuePair<string, TqValue>> Labels, double[] Values)
{
    /// <summary>Spans that were counted, at most one of a step.</summary>
    public IReadOnlyList<TraceQlExemplar> Exemplars { get; init; } = [];
}

/// <summary>A span that was counted.</summary>
/// <param name="TraceId">Its trace.</param>
/// <param name="StartUnixNano">When it began.</param>
/// <param name="Value">What was measured of it; NaN when spans were only counted.</param>
public sealed record TraceQlExemplar(string TraceId, long StartUnixNano, double Value);

/// <summary>Spans of one step that were measured elsewhere.</summary>
/// <param name="Count">How many.</param>
/// <param name="Sum">Sum of what was measured, durations in seconds.</param>
/// <param name="Min">Least.</param>
/// <param name="Max">Greatest.</param>
/// <param name="Buckets">Counts by the exponent n of the bound 2^n nanoseconds.</param>
/// <param name="Exemplar">One of them.</param>
public sealed record MeasuredSpans(long Count, double Sum, double Min, double Max, IReadOnlyList<(int Bucket, double Count)> Buckets, TraceQlExemplar Exemplar);

/// <summary>
/// Makes series of the spans a query finds. The range is cut into steps that end at start, start + step and so on up to the end; a
/// span counts for the step it began in. Durations are seconds in the results. Quantiles and histograms use buckets that double.
/// </summary>
public sealed class TraceQlMetrics(TraceQlQuery query, long startUnixNano, long endUnixNano, long stepNano)
{
    readonly MetricsStage _stage = query.Metrics ?? throw new ArgumentException("the query has no metrics stage", nameof(query));
    readonly Dictionary<string, SeriesCells> _series = new(StringComparer.Ordinal);
    readonly int _steps = (int)((endUnixNano - startUnixNano) / stepNano) + 1;

    /// <summary>What is counted, and by what.</summary>
    public MetricsStage Stage => _stage;

    /// <summary>End of the first step.</summary>
    public long StartUnixNano => startUnixNano;

    /// <summary>Length of a step.</summary>
    public long StepNano => stepNano;

    /// <summary>Adds spans that were counted elsewhere, by the values of <see cref="MetricsStage.By"/>.</summary>
    public void Add(IReadOnlyList<TqValue> labels, int step, MeasuredSpans spans)
    {
        if (step >= 0 && step < _steps)
            CellsOf(Labels(labels)).Add(step, spans);
    }

    /// <summary>Counts the spans of a trace that match.</summary>
    public void Add(TraceTree tree)
    {
        foreach (var node in TraceQlEvaluator.Evaluate(query.Stages, tree).SelectMany(static s => s.Nodes).Distinct())
        {
            var since = node.Span.StartUnixNano - startUnixNano;
            if (since <= -stepNano || node.Span.StartUnixNano > endUnixNano)
                continue;
            var step = (int)((since + stepNano - 1) / stepNano);
            if (step < _steps)
                Add(node, tree, step);
        }
    }

    /// <summary>The series, by their labels.</summary>
    public IReadOnlyList<TraceQlSeries> Finish()
    {
        IReadOnlyList<TraceQlSeries> series = _stage.Function == "compare" ? Compared() : [.. _series.Values.SelectMany(Results)];
        return SeriesCalculation.Ordered(SeriesCalculation.Keep(series, query.Stages));
    }

    void Add(TraceNode node, TraceTree tree, int step)
    {
        if (_stage.Function == "compare")
        {
            AddCompared(node, tree, step);
            return;
        }

        var number = 1.0;
        if (_stage.Argument is not null)
        {
            var value = FieldEvaluator.Value(_stage.Argument, node, tree);
            if (!value.IsNumber)
                return;
            number = value.Type == TqType.Duration ? value.Number / 1e9 : value.Number;
        }

        CellsOf(Labels([.. _stage.By.Select(by => FieldEvaluator.Value(by, node, tree))])).Add(step, number, new TraceQlExemplar(node.Span.TraceId, node.Span.StartUnixNano, _stage.Argument is null ? double.NaN : number));
    }

    // As in Tempo: what a span does not have is no label, but one label there must be.
    KeyValuePair<string, TqValue>[] Labels(IReadOnlyList<TqValue> values)
    {
        var bucketed = _stage.Function is "quantile_over_time" or "histogram_over_time";
        if (values.Count == 0)
            return bucketed ? [] : [new("__name__", TqValue.Of(_stage.Function))];
        var labels = _stage.By.Select((by, i) => new KeyValuePair<string, TqValue>(FieldNames.Of(by), values[i])).Where(static l => l.Value.Type != TqType.Nil).ToArray();
        return labels.Length > 0 || bucketed ? labels : [new(FieldNames.Of(_stage.By[0]), TqValue.Nil)];
    }

    void AddCompared(TraceNode node, TraceTree tree, int step)
    {
        var inTime = _stage.Numbers is not [_, > 0, > 0] || (node.Span.StartUnixNano > _stage.Numbers[1] && node.Span.StartUnixNano <= _stage.Numbers[2]);
        var selected = inTime && _stage.Selection is { } selection && FieldEvaluator.IsTrue(selection.Condition, node, tree);
        var group = new KeyValuePair<string, TqValue>("__meta_type", TqValue.Of(selected ? "selection" : "baseline"));
        var total = new KeyValuePair<string, TqValue>("__meta_type", TqValue.Of(selected ? "selection_total" : "baseline_total"));
        var exemplar = new TraceQlExemplar(node.Span.TraceId, node.Span.StartUnixNano, double.NaN);
        foreach (var (key, value) in Attributes(node.Span, tree))
        {
            CellsOf([total, new(key, TqValue.Nil)]).Add(step, 1, exemplar);
            CellsOf([group, new(key, value)]).Add(step, 1);
        }
    }

    static IEnumerable<(string Key, TqValue Value)> Attributes(TraceSpan span, TraceTree tree) =>
    [
        ("name", TqValue.Of(span.Name)), ("kind", new TqValue(TqType.Kind, (int)span.Kind)), ("status", new TqValue(TqType.Status, (int)span.Status)),
        ("statusMessage", TqValue.Of(span.StatusMessage)), ("rootName", TqValue.Of(tree.Root.Span.Name)), ("rootServiceName", TqValue.Of(tree.Root.Span.Service)),
        .. span.Attributes.Select(static a => ("span." + a.Key, TqValue.Of(a))), .. span.Resource.Select(static a => ("resource." + a.Key, TqValue.Of(a))),
    ];

    SeriesCells CellsOf(KeyValuePair<string, TqValue>[] labels)
    {
        var key = string.Join('\u0001', labels.Select(static l => $"{l.Key}\u0002{l.Value.Type}{l.Value}"));
        if (!_series.TryGetValue(key, out var cells))
            _series[key] = cells = new SeriesCells(labels, _steps);
        return cells;
    }

    List<TraceQlSeries> Compared() =>
        [.. _series.Values.Where(static c => c.Labels[1].Value.Type == TqType.Nil)
            .Concat(_series.Values.Where(static c => c.Labels[1].Value.Type != TqType.Nil).GroupBy(static c => (c.Labels[0].Value, c.Labels[1].Key))
                .SelectMany(g => g.OrderByDescending(static c => c.Count.Sum()).Take((int)_stage.Numbers[0])))
            .Select(static c => new TraceQlSeries(c.Labels, c.Count) { Exemplars = [.. c.Exemplars.Values] })];

    IEnumerable<TraceQlSeries> Results(SeriesCells cells) => OfFunction(cells).Select(s => s with { Exemplars = [.. cells.Exemplars.Values] });

    IEnumerable<TraceQlSeries> OfFunction(SeriesCells cells) => _stage.Function switch
    {
        "rate" => [new(cells.Labels, [.. cells.Count.Select(c => c / (stepNano / 1e9))])],
        "count_over_time" => [new(cells.Labels, cells.Count)],
        "sum_over_time" => [new(cells.Labels, cells.OrNothing(static (c, i) => c.Sum[i]))],
        "avg_over_time" => [new(cells.Labels, cells.OrNothing(static (c, i) => c.Sum[i] / c.Count[i]))],
        "min_over_time" => [new(cells.Labels, cells.OrNothing(static (c, i) => c.Min[i]))],
        "max_over_time" => [new(cells.Labels, cells.OrNothing(static (c, i) => c.Max[i]))],
        "quantile_over_time" => _stage.Numbers.Select(q => new TraceQlSeries(
            [.. cells.Labels, new("p", new TqValue(TqType.Float, q))], cells.OrNothing((c, i) => c.Quantile(q, i)))),
        "histogram_over_time" => cells.Buckets.Select(b => new TraceQlSeries(
            [.. cells.Labels, new("__bucket", new TqValue(TqType.Float, SeriesCells.Bound(b.Key)))], b.Value)),
        _ => throw new InvalidOperationException($"unknown function {_stage.Function}"),
    };
}

using Almagest.Model.Traces;
using Almagest.Query.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>A series a metrics query made; NaN where it has no value.</summary>
public sealed record TraceQlSeries(IReadOnlyList<KeyValuePair<string, TqValue>> Labels, double[] Values);

/// <summary>
/// Makes series of the spans a query finds. The range is cut into steps that end at start, start + step and so on up to the end; a
/// span counts for the step it began in. Durations are seconds in the results. Quantiles and histograms use buckets that double.
/// </summary>
public sealed class TraceQlMetrics(TraceQlQuery query, long startUnixNano, long endUnixNano, long stepNano)
{
    readonly MetricsStage _stage = query.Metrics ?? throw new ArgumentException("the query has no metrics stage", nameof(query));
    readonly Dictionary<string, SeriesCells> _series = new(StringComparer.Ordinal);
    readonly int _steps = (int)((endUnixNano - startUnixNano) / stepNano) + 1;

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
        var series = _stage.Function == "compare" ? Compared() : [.. _series.Values.SelectMany(Results)];
        foreach (var rank in query.Stages.OfType<RankStage>())
            series = SeriesRank.Keep(series, rank, _steps);
        return [.. series.OrderBy(static s => string.Join(',', s.Labels.Select(static l => $"{l.Key}={l.Value}")), StringComparer.Ordinal)];
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

        CellsOf([.. _stage.By.Select(by => new KeyValuePair<string, TqValue>(FieldNames.Of(by), FieldEvaluator.Value(by, node, tree)))]).Add(step, number);
    }

    void AddCompared(TraceNode node, TraceTree tree, int step)
    {
        var inTime = _stage.Numbers.Count < 3 || (node.Span.StartUnixNano >= _stage.Numbers[1] && node.Span.StartUnixNano <= _stage.Numbers[2]);
        var selected = inTime && _stage.Selection is { } selection && FieldEvaluator.IsTrue(selection.Condition, node, tree);
        var group = new KeyValuePair<string, TqValue>("__meta_type", TqValue.Of(selected ? "selection" : "baseline"));
        CellsOf([new("__meta_type", TqValue.Of(selected ? "selection_total" : "baseline_total"))]).Add(step, 1);
        foreach (var (key, value) in Attributes(node.Span))
            CellsOf([group, new(key, value)]).Add(step, 1);
    }

    static IEnumerable<(string Key, TqValue Value)> Attributes(TraceSpan span) =>
    [
        ("name", TqValue.Of(span.Name)), ("kind", new TqValue(TqType.Kind, (int)span.Kind)), ("status", new TqValue(TqType.Status, (int)span.Status)),
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
        [.. _series.Values.Where(static c => c.Labels.Length == 1)
            .Concat(_series.Values.Where(static c => c.Labels.Length == 2).GroupBy(static c => (c.Labels[0].Value, c.Labels[1].Key))
                .SelectMany(g => g.OrderByDescending(static c => c.Count.Sum()).Take((int)_stage.Numbers[0])))
            .Select(static c => new TraceQlSeries(c.Labels, c.Count))];

    IEnumerable<TraceQlSeries> Results(SeriesCells cells) => _stage.Function switch
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

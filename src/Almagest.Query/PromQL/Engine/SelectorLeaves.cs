using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Finds what a query reads: for each selector its window, and as few fetches as cover them all.</summary>
sealed class SelectorLeaves
{
    const long UsualIntervalMs = 15_000;
    const long FewSamples = 20_000;
    const int FewSteps = 1_500;

    readonly long _lookbackMs;
    readonly StepGrid _steps;
    readonly StepGrid? _grid;
    readonly StepGrid? _pushDown;
    readonly Dictionary<VectorExpr, SelectorLeaf> _bySelector = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<CallExpr, SelectorLeaf> _byInfo = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<AggregateExpr, SelectorLeaf> _byAggregate = new(ReferenceEqualityComparer.Instance);
    readonly List<SelectorLeaf> _leaves = [];

    // Selectors of which only counts and sums of histograms matter, with the time before their first window.
    readonly Dictionary<VectorExpr, long> _withoutBuckets = new(ReferenceEqualityComparer.Instance);
    int _needBuckets;
    int _needStats;

    int _subqueries;

    SelectorLeaves(StepGrid steps, long lookbackMs, bool useRollups, bool pushDown) => (_steps, _lookbackMs, _grid, _pushDown) = (steps, lookbackMs, useRollups ? steps : null, pushDown ? steps : null);

    // Whether anything is evaluated on a grid of its own, whose steps may be many.
    bool _hasSubqueries;

    /// <summary>How many parts the query has.</summary>
    public int Parts { get; private set; }

    /// <summary>Whether all parts take time in proportion to the samples and steps they see.</summary>
    public bool ArePlain { get; private set; } = true;

    /// <summary>Whether evaluation takes a millisecond or so, by how much was fetched.</summary>
    public bool AreSmall(int steps)
    {
        var samples = 0.0;
        foreach (var leaf in _leaves)
            samples += (leaf.Rolled?.Count ?? leaf.Series.Count) * ((((double)leaf.ToMs - leaf.FromMs) / UsualIntervalMs) + 1);
        return !_hasSubqueries && samples <= FewSamples && steps <= FewSteps;
    }

    /// <summary>All fetches.</summary>
    public IReadOnlyList<SelectorLeaf> All => _leaves;

    /// <param name="expr">The query.</param>
    /// <param name="grid">Its steps.</param>
    /// <param name="lookbackMs">How long a sample stands for its series.</param>
    /// <param name="useRollups">Whether rollups may be fetched where the answer is the same.</param>
    /// <param name="pushDown">Whether the store may be asked for aggregates.</param>
    public static SelectorLeaves Find(Expr expr, StepGrid grid, long lookbackMs, bool useRollups, bool pushDown)
    {
        var leaves = new SelectorLeaves(grid, lookbackMs, useRollups, pushDown);
        leaves.Visit(expr, grid.StartMs, grid.EndMs);
        // The widest first: what takes its series from another fetch can not give them away.
        List<SelectorLeaf> widest = [.. leaves._leaves.OrderBy(static leaf => leaf.Matchers.Count)];
        foreach (var leaf in widest)
            widest.ForEach(leaf.TryTakeFrom);
        return leaves;
    }

    public SelectorLeaf Of(VectorExpr selector) => _bySelector[selector];

    /// <summary>The series of a selector, sorted by labels.</summary>
    public IReadOnlyList<ISeries> Series(VectorExpr selector)
    {
        var series = _bySelector[selector].Series;
        return _withoutBuckets.TryGetValue(selector, out var afterMs) ? [.. series.Select(each => new HistogramStatsSeries(each, afterMs))] : series;
    }

    /// <summary>The info series a call of <c>info</c> may need.</summary>
    public SelectorLeaf Of(CallExpr info) => _byInfo[info];

    /// <summary>The store's answer to an aggregation; null when it gave none.</summary>
    public (AggregatePlan Plan, StoreAggregate Answer)? Answered(AggregateExpr aggregate) =>
        _byAggregate.TryGetValue(aggregate, out var leaf) && leaf is { Aggregate: { } plan, Aggregated: { } answer } ? (plan, answer) : null;

    void Visit(Expr expr, long from, long to)
    {
        Parts++;
        ArePlain &= QuickFetch.IsPlain(expr);
        switch (expr)
        {
            case VectorExpr vector:
                Add(vector, from, to, 0);
                break;
            case MatrixExpr matrix:
                Add(matrix.Vector, from, to, matrix.RangeMs);
                break;
            case SubqueryExpr subquery:
                var (start, end) = Shifted(subquery.Shift, from, to);
                _hasSubqueries = true;
                (_needBuckets, _subqueries) = (_needBuckets + 1, _subqueries + 1);
                Visit(subquery.Inner, start - subquery.RangeMs, end);
                (_needBuckets, _subqueries) = (_needBuckets - 1, _subqueries - 1);
                break;
            case CallExpr { Function: "info" } info:
                Visit(info.Arguments[0], from, to);
                AddInfo(info, from, to);
                break;
            case CallExpr call:
                Visit(call, from, to);
                break;
            case AggregateExpr aggregate when _pushDown is { } grid && _subqueries + _needStats == 0 && AggregatePlan.Find(aggregate, grid, _lookbackMs) is { } plan:
                var windows = plan.Selection.Windows;
                _leaves.Add(_byAggregate[aggregate] = _bySelector[plan.Selector] = new SelectorLeaf(plan.Selector.Matchers, windows.FirstEndMs - windows.LengthMs + 1, windows.LastEndMs) { Aggregate = plan });
                break;
            case AggregateExpr aggregate:
                Visit(aggregate.Inner, from, to);
                if (aggregate.Parameter is { } parameter)
                    Visit(parameter, from, to);
                break;
            case BinaryExpr binary:
                var trims = binary.Operator is "</" or ">/" ? 1 : 0;
                _needBuckets += trims;
                Visit(binary.Left, from, to);
                Visit(binary.Right, from, to);
                _needBuckets -= trims;
                break;
            case ParenExpr paren:
                Visit(paren.Inner, from, to);
                break;
            case UnaryExpr unary:
                Visit(unary.Inner, from, to);
                break;
            case StepInvariantExpr invariant:
                Visit(invariant.Inner, from, to);
                break;
        }
    }

    void Visit(CallExpr call, long from, long to)
    {
        if (_grid is { } grid && _subqueries == 0 && RollupPlan.Find(call, grid) is { } plan && call.Arguments[0] is MatrixExpr matrix)
        {
            var (start, end) = Shifted(matrix.Vector.Shift, from, to);
            var leaf = new SelectorLeaf(matrix.Vector.Matchers, start - matrix.RangeMs + 1, end) { Plan = plan };
            _leaves.Add(leaf);
            _bySelector[matrix.Vector] = leaf;
            return;
        }

        var stats = call.Function is "histogram_count" or "histogram_sum" or "histogram_avg" ? 1 : 0;
        var buckets = call.Function is "histogram_quantile" or "histogram_quantiles" or "histogram_fraction" ? 1 : 0;
        (_needStats, _needBuckets) = (_needStats + stats, _needBuckets + buckets);
        foreach (var argument in call.Arguments)
            Visit(argument, from, to);
        (_needStats, _needBuckets) = (_needStats - stats, _needBuckets - buckets);
    }

    void Add(VectorExpr vector, long from, long to, long rangeMs)
    {
        var (start, end) = Shifted(vector.Shift, from, to);
        var back = rangeMs == 0 ? _lookbackMs : rangeMs + (vector.Extension == VectorExtension.None ? 0 : _lookbackMs);
        var ahead = vector.Extension == VectorExtension.Smoothed ? _lookbackMs : 0;
        var leaf = _bySelector[vector] = Leaf(vector.Matchers, start - back + 1, end + ahead);
        leaf.ReadBy(Math.Min(_steps.Count, 1 + ((double)rangeMs / _steps.StepMs)));
        if (_needStats > 0 && _needBuckets == 0)
            _withoutBuckets[vector] = start - back;
    }

    void AddInfo(CallExpr info, long from, long to)
    {
        var (start, end) = Shifted(InfoSelection.Shift(info.Arguments[0]), from, to);
        _byInfo[info] = Leaf(InfoSelection.Matchers(info), start - _lookbackMs + 1, end);
    }

    SelectorLeaf Leaf(IReadOnlyList<LabelMatcher> matchers, long from, long to)
    {
        foreach (var leaf in _leaves)
            if (leaf.TryExtend(matchers, from, to))
                return leaf;
        var added = new SelectorLeaf(matchers, from, to);
        _leaves.Add(added);
        return added;
    }

    static (long From, long To) Shifted(TimeShift shift, long from, long to) =>
        shift.At == AtKind.None ? (from - shift.OffsetMs, to - shift.OffsetMs) : (shift.AtMs - shift.OffsetMs, shift.AtMs - shift.OffsetMs);
}

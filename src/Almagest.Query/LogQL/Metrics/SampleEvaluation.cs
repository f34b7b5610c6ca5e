using Almagest.Model;
using Almagest.Query.Common;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>Evaluates a query of numbers: for every step of the grid the samples there, each label set once.</summary>
sealed class SampleEvaluation(ILogSource source, LogQlLimits limits, LogGrid grid, bool instant, LogStatistics statistics, Action<LogStatistics> guard)
{
    internal async Task<IReadOnlyList<LogSample>[]> RunAsync(SampleExpr expr, CancellationToken ct)
    {
        switch (expr)
        {
            case RangeAggregationExpr range:
                return ReducedLabels.Apply(range, await RangeAsync(range, null, ct));
            case VectorAggregationExpr vector:
                return await VectorAsync(vector, ct);
            case BinaryExpr binary:
                return await BinaryAsync(binary, ct);
            case LabelReplaceExpr replace:
                return Replace(replace, await RunAsync(replace.Inner, ct));
            case VectorLiteralExpr literal:
                return Each(_ => [new LogSample(Labels.Empty, literal.Value)]);
            default:
                throw new LogQlException($"unexpected type ({expr.GetType().Name}): cannot evaluate");
        }
    }

    async Task<IReadOnlyList<LogSample>[]> VectorAsync(VectorAggregationExpr vector, CancellationToken ct)
    {
        if (vector.Operation == "approx_topk" && !instant)
            throw new LogQlException("count min sketch are only supported on instant queries");
        // The labels a sum does not keep need not be parsed: Loki does the same, and its errors depend on it.
        var pushed = vector is { Operation: "sum", Inner: RangeAggregationExpr { Grouping: null, Operation: "bytes_over_time" or "bytes_rate" or "sum_over_time" or "rate" or "count_over_time" } }
            ? vector.Grouping : null;
        var inner = vector is { Operation: "sum", Inner: RangeAggregationExpr range } ? await RangeAsync(range, pushed, ct) : await RunAsync(vector.Inner, ct);
        var aggregation = new VectorAggregation(vector);
        return Each(step => aggregation.Apply(inner[step]));
    }

    async Task<IReadOnlyList<LogSample>[]> BinaryAsync(BinaryExpr binary, CancellationToken ct)
    {
        if (binary.Left is LiteralExpr left)
        {
            var samples = await RunAsync(binary.Right, ct);
            return Each(step => VectorBinary.WithLiteral(binary, left.Value, samples[step], literalIsLeft: true));
        }

        if (binary.Right is LiteralExpr right)
        {
            var samples = await RunAsync(binary.Left, ct);
            return Each(step => VectorBinary.WithLiteral(binary, right.Value, samples[step], literalIsLeft: false));
        }

        var (lefts, rights) = (await RunAsync(binary.Left, ct), await RunAsync(binary.Right, ct));
        return Each(step => VectorBinary.Apply(binary, lefts[step], rights[step]));
    }

    IReadOnlyList<LogSample>[] Replace(LabelReplaceExpr replace, IReadOnlyList<LogSample>[] inner)
    {
        var regex = new GoRegex($"^(?:{replace.Regex})$");
        var known = new Dictionary<Labels, Labels>();
        return Each(step => [.. inner[step].Select(s => s with { Labels = Of(s.Labels) })]);

        Labels Of(Labels labels)
        {
            if (known.TryGetValue(labels, out var replaced))
                return replaced;
            var match = regex.Match(labels[replace.Source]);
            replaced = match.Success ? LabelGroups.With(labels, replace.Target, regex.Expand(replace.Replacement, match)) : labels;
            return known[labels] = replaced;
        }
    }

    async Task<IReadOnlyList<LogSample>[]> RangeAsync(RangeAggregationExpr range, Grouping? pushed, CancellationToken ct)
    {
        var shifted = grid with { StartNano = grid.StartNano - range.Range.OffsetNano };
        var evaluation = new RangeEvaluation(source, limits, UnreadFormats.LeaveOut(range), pushed, shifted, statistics, guard);
        var samples = await evaluation.RunAsync(instant, ct);
        return range.Operation == "absent_over_time" ? Absent(range, samples) : samples;
    }

    IReadOnlyList<LogSample>[] Absent(RangeAggregationExpr range, IReadOnlyList<LogSample>[] samples)
    {
        var labels = AbsentSeries.LabelsOf(range.Range.Selector.Matchers);
        return Each(step => samples[step].Count > 0 ? [] : [new LogSample(labels, 1)]);
    }

    IReadOnlyList<LogSample>[] Each(Func<int, IReadOnlyList<LogSample>> of) => [.. Enumerable.Range(0, grid.Count).Select(of)];
}

using System.Numerics;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>Evaluates one range aggregation over the grid. Windows are open on the left and closed on the right.</summary>
sealed class RangeEvaluation(
    ILogSource source, LogQlLimits limits, RangeAggregationExpr expr, Grouping? pushed, LogGrid grid, LogStatistics statistics, Action<LogStatistics> guard)
{
    // Beyond this the sums over pieces cost more than the lines; at 24 bytes a piece and 500 series it is 1.2 GB.
    const int MaxBuckets = 100_000;

    readonly long _window = expr.Range.IntervalNano;

    internal async Task<IReadOnlyList<LogSample>[]> RunAsync(bool instant, CancellationToken ct) =>
        await CountedAsync(ct) ?? await ReadAsync(instant, ct);

    /// <summary>The answer from counts of the store; null when the lines themselves are needed.</summary>
    async Task<IReadOnlyList<LogSample>[]?> CountedAsync(CancellationToken ct)
    {
        var grouping = expr.Operation == "absent_over_time" ? new Grouping(false, []) : pushed;
        if (expr.Range.Unwrap is not null || grouping is not { Without: false } || !expr.Range.Selector.Stages.All(static s => s is LineFilterExpr || DropsErrorsOnly(s)))
            return null;
        _ = StageFactory.Make(expr.Range.Selector.Stages);
        var size = grid.Count == 1 ? _window : (long)BigInteger.GreatestCommonDivisor(_window, grid.StepNano);
        var origin = grid.StartNano - _window;
        var count = ((grid.EndNano - origin) / size) + 1;
        if (size <= 0 || count > MaxBuckets)
            return null;
        var buckets = new LogBuckets(origin, size, (int)count - 1);
        if (source.CountAsync(Selection(), buckets, grouping.Names, statistics, ct) is not { } counts)
            return null;
        var series = new Dictionary<Labels, double[]>();
        var bytes = expr.Operation is "bytes_over_time" or "bytes_rate";
        await foreach (var (labels, bucket, lines, length) in counts)
        {
            if (!series.TryGetValue(labels, out var values))
                series[labels] = values = new double[buckets.Count];
            if ((long)series.Count * buckets.Count > limits.MaxSamples)
                throw LogQlEngine.SeriesLimit(series.Count - 1);
            values[bucket] += bytes ? length : lines;
        }

        return [.. Enumerable.Range(0, grid.Count).Select(step => Sums(series, step, size))];
    }

    List<LogSample> Sums(Dictionary<Labels, double[]> series, int step, long size)
    {
        var samples = new List<LogSample>();
        var first = (int)(step * grid.StepNano / size);
        var length = (int)(_window / size);
        foreach (var (labels, values) in series)
        {
            var sum = 0.0;
            var any = false;
            for (var i = first; i < first + length; i++)
            {
                sum += values[i];
                any |= values[i] > 0;
            }

            if (any)
                samples.Add(new LogSample(labels, expr.Operation is "rate" or "bytes_rate" ? sum / (_window / 1e9) : sum));
        }

        return samples;
    }

    async Task<IReadOnlyList<LogSample>[]> ReadAsync(bool instant, CancellationToken ct)
    {
        var extractor = new SampleExtractor(expr, pushed);
        var windows = new SeriesWindows(expr, _window, limits.MaxSamples);
        var results = new IReadOnlyList<LogSample>[grid.Count];
        var step = 0;
        await foreach (var line in source.ReadAsync(Selection(), statistics, ct))
        {
            guard(statistics);
            for (; step < grid.Count && line.TimeNano > Time(step); step++)
                results[step] = windows.Evaluate(Time(step));
            if (step >= grid.Count)
                break;
            // Between two windows that do not touch.
            if (line.TimeNano <= Time(step) - _window || extractor.Extract(line) is not { } sample)
                continue;
            statistics.KeptLines++;
            windows.Add(sample.Labels, line.TimeNano, sample.Value);
        }

        for (; step < grid.Count; step++)
            results[step] = windows.Evaluate(Time(step));
        return results;
    }

    // Explorers add "| drop __error__" to every query; without a parser there is no error to drop.
    static bool DropsErrorsOnly(StageExpr stage) => stage is DropExpr drop && drop.Labels.All(static l => l.Name is LineLabels.ErrorLabel or LineLabels.ErrorDetailsLabel);

    LogSelection Selection()
    {
        var from = grid.StartNano - _window + 1;
        return new LogSelection(expr.Range.Selector.Matchers, StageOrder.Leading(expr.Range.Selector.Stages), from, grid.EndNano + 1, LogDirection.Forward, null)
        { Needs = FieldNeeds.Of(expr.Range.Selector.Stages) };
    }

    long Time(int step) => grid.StartNano + (step * grid.StepNano);
}

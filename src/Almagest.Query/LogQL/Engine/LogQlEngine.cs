using System.Runtime.CompilerServices;
using Almagest.Model;
using Almagest.Query.LogQL.Metrics;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Engine;

/// <summary>Answers LogQL over a source of lines, with the semantics of Loki 3 (https://grafana.com/docs/loki/latest/query/). Thread-safe.</summary>
public sealed class LogQlEngine(ILogSource source, LogQlLimits limits)
{
    /// <summary>Answers a query.</summary>
    /// <exception cref="LogQlParseException">The text is not LogQL.</exception>
    /// <exception cref="LogQlException">A limit was met or the pipeline failed.</exception>
    public Task<LogQlResult> RunAsync(LogQlRequest request, CancellationToken ct)
    {
        var expr = LogQlParser.Parse(request.Query);
        return expr is LogSelectorExpr selector ? LinesAsync(selector, request, ct) : SamplesAsync((SampleExpr)expr, request, ct);
    }

    async Task<LogQlResult> LinesAsync(LogSelectorExpr selector, LogQlRequest request, CancellationToken ct)
    {
        if (request.IsInstant)
            throw new LogQlException("log queries are not supported as an instant query type, please change your query to a range query type");
        if (request.Limit > limits.MaxEntries)
            throw new LogQlException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"max entries limit per query exceeded, limit > max_entries_limit_per_query ({request.Limit} > {limits.MaxEntries})"));
        var statistics = new LogStatistics();
        var streams = new Dictionary<Labels, List<LogEntry>>();
        var kept = 0;
        await foreach (var (stored, processed) in ReadAsync(selector, request, statistics, ct))
        {
            var labels = request.Categorize ? processed.Stream : processed.All;
            if (!streams.TryGetValue(labels, out var entries))
                streams[labels] = entries = [];
            entries.Add(request.Categorize ? new LogEntry(stored.TimeNano, processed.Text, processed.Metadata, processed.Parsed)
                : new LogEntry(stored.TimeNano, processed.Text, Labels.Empty, Labels.Empty));
            kept++;
        }

        statistics.KeptLines = kept;
        return new StreamsResult([.. streams.Select(static s => new LogStream(s.Key, s.Value)).OrderBy(static s => LabelText.Of(s.Labels), StringComparer.Ordinal)], statistics);
    }

    /// <summary>The lines of a query in order of time, as stored and as its pipeline makes them, up to the limit of the request.</summary>
    /// <exception cref="LogQlException">A limit was met.</exception>
    public async IAsyncEnumerable<(LogLine Stored, ProcessedLine Line)> ReadAsync(
        LogSelectorExpr selector, LogQlRequest request, LogStatistics statistics, [EnumeratorCancellation] CancellationToken ct)
    {
        var pipeline = new LinePipeline(selector.Stages);
        var spacing = new LineSpacing(request.Direction, request.IntervalNano);
        var kept = 0;
        await foreach (var line in source.ReadAsync(Selection(selector, request), statistics, ct))
        {
            Guard(statistics);
            if (pipeline.Process(line.TimeNano, line.Text, line.Stream, line.Metadata) is not { } processed || !spacing.Admits(line.TimeNano))
                continue;
            yield return (line, processed);
            if (++kept >= request.Limit)
                yield break;
        }
    }

    static LogSelection Selection(LogSelectorExpr selector, LogQlRequest request)
    {
        // Only when every stored line that passes the filters is shown does the limit hold for the store as well.
        var keepsAll = request.IntervalNano == 0 && selector.Stages.All(static s => s is LineFilterExpr or JsonExpr or LogfmtExpr { Extractions.Count: 0 } or RegexpExpr
            or PatternExpr or LineFormatExpr or LabelFormatExpr or DecolorizeExpr or DropExpr or KeepExpr);
        var leading = StageOrder.Leading(selector.Stages);
        var exact = keepsAll && leading.Count == selector.Stages.Count(static s => s is LineFilterExpr);
        return new LogSelection(selector.Matchers, leading, request.StartNano, request.EndNano, request.Direction, exact ? request.Limit : null) { Needs = FieldNeeds.Of(selector.Stages) };
    }

    async Task<LogQlResult> SamplesAsync(SampleExpr expr, LogQlRequest request, CancellationToken ct)
    {
        var statistics = new LogStatistics();
        if (request is { AlignToStep: true, IsInstant: false })
            request = request with
            {
                StartNano = request.StartNano - (request.StartNano % request.StepNano),
                EndNano = request.EndNano + ((request.StepNano - (request.EndNano % request.StepNano)) % request.StepNano),
            };
        var grid = request.IsInstant ? new LogGrid(request.EndNano, 1, 1)
            : new LogGrid(request.StartNano, request.StepNano, (int)((request.EndNano - request.StartNano) / request.StepNano) + 1);
        if (expr is LiteralExpr literal && request.IsInstant)
            return new ScalarResult(grid.StartNano / 1_000_000, literal.Value, statistics);
        var evaluation = new SampleEvaluation(source, limits, grid, request.IsInstant, statistics, Guard);
        var steps = await evaluation.RunAsync(expr is LiteralExpr number ? new VectorLiteralExpr(number.Value) : expr, ct);
        return request.IsInstant ? Vector(expr, grid, steps, statistics) : Matrix(grid, steps, statistics);
    }

    VectorResult Vector(SampleExpr expr, LogGrid grid, IReadOnlyList<LogSample>[] steps, LogStatistics statistics)
    {
        var samples = steps[0];
        CheckSeries(samples.Count);
        // What a query orders by value stays in its order.
        if (!SortOrder.IsByValue(expr))
            samples = [.. samples.Order(Comparer<LogSample>.Create(static (a, b) => a.Labels.CompareTo(b.Labels)))];
        return new VectorResult(grid.StartNano / 1_000_000, samples, statistics);
    }

    MatrixResult Matrix(LogGrid grid, IReadOnlyList<LogSample>[] steps, LogStatistics statistics)
    {
        var series = new Dictionary<Labels, List<(long, double)>>();
        for (var step = 0; step < steps.Length; step++)
            foreach (var (labels, value) in steps[step])
            {
                if (!series.TryGetValue(labels, out var points))
                {
                    series[labels] = points = [];
                    CheckSeries(series.Count);
                }

                points.Add(((grid.StartNano + (step * grid.StepNano)) / 1_000_000, value));
            }

        return new MatrixResult([.. series.OrderBy(static s => s.Key, Comparer<Labels>.Create(static (a, b) => a.CompareTo(b))).Select(static s => new LogSeries(s.Key, s.Value))], statistics);
    }

    void CheckSeries(int count)
    {
        if (count > limits.MaxSeries)
            throw SeriesLimit(limits.MaxSeries);
    }

    internal static LogQlException SeriesLimit(int limit) => new(string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"maximum number of series ({limit}) reached for a single query; consider reducing query cardinality by adding more specific stream selectors, reducing the time range, or aggregating results with functions like sum(), count() or topk()"));

    void Guard(LogStatistics statistics)
    {
        if (statistics.Bytes > limits.MaxBytes)
            throw new LogQlException($"the query would read too many bytes (query: more than {Literals.ByteSizes.Format((ulong)limits.MaxBytes)}, limit: {Literals.ByteSizes.Format((ulong)limits.MaxBytes)}); consider adding more specific stream selectors or reduce the time range of the query");
    }
}

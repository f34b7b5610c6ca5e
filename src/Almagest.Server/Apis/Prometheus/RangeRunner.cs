using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Telemetry.Metrics;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Runs range queries, and of repeated ones only the steps whose answer is not known yet.</summary>
sealed class RangeRunner(QueryRunner runner, ResultCache cache, MetricVault vault)
{
    /// <exception cref="PrometheusErrorException">The query fails, takes too long or too much.</exception>
    internal async Task<QueryResult> RunAsync(string tenant, PromQlRequest request, CancellationToken ct)
    {
        if (request.Expr is not { } expr || !DependsOnlyOnTime(expr))
            return await runner.RunAsync(tenant, request, ct);
        var key = new ResultKey(tenant, PromQlFormatter.Format(expr), request.StepMs, request.StartMs % request.StepMs, request.LookbackMs);
        // Read before the samples are: what arrives meanwhile must make the answer forgotten.
        var generation = vault.Catalog(tenant).LateGeneration;
        var last = request.EndMs - (request.EndMs - request.StartMs) % request.StepMs;
        if (cache.Find(key, generation, request.StartMs) is not { } known)
            return Keep(key, generation, (request.StartMs, last), await runner.RunAsync(tenant, request, ct));
        if (known.EndMs >= last)
            return new QueryResult(MatrixParts.Slice(known.Value, request.StartMs, last), [], [], new QueryStats());
        var tail = await runner.RunAsync(tenant, request with { StartMs = known.EndMs + request.StepMs, EndMs = last }, ct);
        if (tail.Value is not MatrixValue newest)
            throw new InvalidOperationException("a range query gave no matrix");
        var whole = tail with { Value = MatrixParts.Join(MatrixParts.Slice(known.Value, request.StartMs, known.EndMs), newest) };
        return Keep(key, generation, (request.StartMs, last), whole);
    }

    QueryResult Keep(ResultKey key, int generation, (long StartMs, long EndMs) range, QueryResult result)
    {
        var settled = Math.Min(range.EndMs, cache.SettledMs - (cache.SettledMs - range.StartMs) % key.StepMs);
        if (settled >= range.StartMs && result is { Value: MatrixValue matrix, Warnings.Count: 0, Infos.Count: 0 } && matrix.Series.All(static s => s.Histograms is null))
            cache.Keep(key, generation, (range.StartMs, settled), MatrixParts.Slice(matrix, range.StartMs, settled));
        return result;
    }

    /// <summary>Whether the answer at a time is the same whatever the start and end of the query.</summary>
    static bool DependsOnlyOnTime(Expr? expr) => expr switch
    {
        null or NumberExpr or StringExpr => true,
        VectorExpr vector => IsFixed(vector.Shift) && vector.Shift.OffsetExpr is null,
        MatrixExpr matrix => matrix.RangeExpr is null && DependsOnlyOnTime(matrix.Vector),
        SubqueryExpr subquery => subquery.RangeExpr is null && subquery.StepExpr is null && IsFixed(subquery.Shift) && subquery.Shift.OffsetExpr is null && DependsOnlyOnTime(subquery.Inner),
        ParenExpr paren => DependsOnlyOnTime(paren.Inner),
        UnaryExpr unary => DependsOnlyOnTime(unary.Inner),
        AggregateExpr aggregate => DependsOnlyOnTime(aggregate.Parameter) && DependsOnlyOnTime(aggregate.Inner),
        BinaryExpr binary => DependsOnlyOnTime(binary.Left) && DependsOnlyOnTime(binary.Right),
        CallExpr call => call.Arguments.All(DependsOnlyOnTime),
        _ => false,
    };

    // A fixed time may lie in the future of the step, where samples still arrive.
    static bool IsFixed(TimeShift shift) => shift.At == AtKind.None && shift.OffsetMs >= 0;
}

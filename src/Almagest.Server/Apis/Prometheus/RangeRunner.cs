using Almagest.Query.PromQL.Engine;
using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Metrics;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Runs range queries, and of repeated ones only the steps whose answer is not known yet.</summary>
sealed class RangeRunner(QueryRunner runner, ResultCache cache, MetricVault vault)
{
    // Written in half a millisecond.
    const int FewSamples = 5_000;

    /// <exception cref="PrometheusErrorException">The query fails, takes too long or too much.</exception>
    internal async Task<QueryResult> RunAsync(string tenant, PromQlRequest request, CancellationToken ct)
    {
        var last = request.EndMs - (request.EndMs - request.StartMs) % request.StepMs;
        if (request.Expr is not { } expr || !StepDependence.IsOnTimeOnly(expr, request))
            return await runner.RunAsync(tenant, request, ct);
        var key = new ResultKey(tenant, request.Query, request.StepMs, request.StartMs % request.StepMs, request.LookbackMs);
        // Read before the samples are: what arrives meanwhile must make the answer forgotten.
        var generation = vault.Catalog(tenant).LateGeneration;
        if (cache.Find(key, generation, request.StartMs) is not { } known)
            return Keep(key, generation, (request.StartMs, last), await runner.RunAsync(tenant, request, ct));
        var until = Math.Min(known.EndMs, last);
        if (SocketThread.IsCurrent && known.Value.Series.Count * ((until - request.StartMs) / request.StepMs + 1) > FewSamples)
            await Task.Yield();
        var (value, remarks) = (MatrixParts.Slice(known.Value, request.StartMs, until), known.Remarks.Within(request.StartMs, until));
        if (until == last)
            return Answer(request, new QueryResult(value, [], [], new QueryStats()) { IsKnown = true }, remarks);
        var tail = await runner.RunAsync(tenant, request with { StartMs = until + request.StepMs, EndMs = last }, ct);
        if (tail.Value is not MatrixValue newest)
            throw new InvalidOperationException("a range query gave no matrix");
        if (remarks.FollowedBy(tail.Remarks) is not { } joined)
            return Keep(key, generation, (request.StartMs, last), await runner.RunAsync(tenant, request, ct));
        return Keep(key, generation, (request.StartMs, last), Answer(request, tail with { Value = MatrixParts.Join(value, newest) }, joined));
    }

    static QueryResult Answer(PromQlRequest request, QueryResult result, QueryRemarks remarks) => result with
    {
        Warnings = remarks.Render(request.Query, warnings: true),
        Infos = remarks.Render(request.Query, warnings: false),
        Remarks = remarks,
    };

    QueryResult Keep(ResultKey key, int generation, (long StartMs, long EndMs) range, QueryResult result)
    {
        var settled = Math.Min(range.EndMs, cache.SettledMs - (cache.SettledMs - range.StartMs) % key.StepMs);
        if (settled >= range.StartMs && result is { Value: MatrixValue matrix, Remarks.CanBeCut: true })
        {
            cache.Keep(key, generation, range.StartMs, new KnownAnswer(
                MatrixParts.Slice(matrix, range.StartMs, settled), result.Remarks.Within(range.StartMs, settled), settled));
        }

        return result;
    }
}

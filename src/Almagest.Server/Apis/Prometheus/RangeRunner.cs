using Almagest.Query.PromQL.Engine;
using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Metrics;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Runs range queries, and of repeated ones only the steps whose answer is not known yet.</summary>
sealed class RangeRunner(QueryRunner runner, ResultCache cache, MetricVault vault)
{
    // Written in half a millisecond, or compressed in one.
    const int FewSamples = 5_000;

    // Half a megabyte of text.
    const int MostTexts = 20_000;

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
            return Keep(key, generation, (request.StartMs, last), WithTexts(await runner.RunAsync(tenant, request, ct)));
        var until = Math.Min(known.EndMs, last);
        if (SocketThread.IsCurrent && known.Value.Series.Count * ((until - request.StartMs) / request.StepMs + 1) > FewSamples)
            await Task.Yield();
        var remarks = known.Remarks.Within(request.StartMs, until);
        if (until == last)
            return Answer(request, new QueryResult(MatrixParts.Slice(known.Value, request.StartMs, until), [], [], new QueryStats()) { IsKnown = true }, remarks);
        var tail = WithTexts(await runner.RunAsync(tenant, request with { StartMs = until + request.StepMs, EndMs = last }, ct));
        if (remarks.FollowedBy(tail.Remarks) is not { } joined)
            return Keep(key, generation, (request.StartMs, last), WithTexts(await runner.RunAsync(tenant, request, ct)));
        var longer = Continued(known, (request.StartMs, last), tail, joined);
        Keep(key, generation, longer);
        return Answer(request, tail with { Value = MatrixParts.Slice(longer.Value, request.StartMs, last) }, joined);
    }

    static QueryResult Answer(PromQlRequest request, QueryResult result, QueryRemarks remarks) => result with
    {
        Warnings = remarks.Render(request.Query, warnings: true),
        Infos = remarks.Render(request.Query, warnings: false),
        Remarks = remarks,
    };

    // Also what came before, as far as those need it who look at a longer time, or a little later than the others.
    static KnownAnswer Continued(KnownAnswer known, (long StartMs, long EndMs) asked, QueryResult tail, QueryRemarks joined)
    {
        if (tail.Value is not MatrixValue newest)
            throw new InvalidOperationException("a range query gave no matrix");
        var longest = Math.Max(known.LongestMs, asked.EndMs - asked.StartMs);
        var from = Math.Min(asked.StartMs, Math.Max(known.StartMs, asked.EndMs - longest - longest / 4));
        if (known.Remarks.Within(from, known.EndMs).FollowedBy(tail.Remarks) is not { } remarks)
            (from, remarks) = (asked.StartMs, joined);
        return new KnownAnswer(MatrixParts.Join(MatrixParts.Slice(known.Value, from, known.EndMs), newest), remarks, from, asked.EndMs) { LongestMs = longest };
    }

    QueryResult Keep(ResultKey key, int generation, (long StartMs, long EndMs) asked, QueryResult result)
    {
        if (result.Value is MatrixValue matrix)
            Keep(key, generation, new KnownAnswer(matrix, result.Remarks, asked.StartMs, asked.EndMs) { LongestMs = asked.EndMs - asked.StartMs });
        return result;
    }

    void Keep(ResultKey key, int generation, KnownAnswer answer)
    {
        // Its end is a step.
        var late = Math.Max(0, answer.EndMs - cache.SettledMs);
        var settled = answer.EndMs - (late + key.StepMs - 1) / key.StepMs * key.StepMs;
        if (settled < answer.StartMs || !answer.Remarks.CanBeCut)
            return;
        var (value, remarks) = (MatrixParts.Slice(answer.Value, answer.StartMs, settled), answer.Remarks.Within(answer.StartMs, settled));
        cache.Keep(key, generation, answer with { Value = value, Remarks = remarks, EndMs = settled });
    }

    static QueryResult WithTexts(QueryResult result) => result.Value is MatrixValue matrix && matrix.Series.Sum(static s => (long)s.Times.Length) <= MostTexts
        ? result with { Value = new MatrixValue([.. matrix.Series.Select(SampleText.Made)]) } : result;
}

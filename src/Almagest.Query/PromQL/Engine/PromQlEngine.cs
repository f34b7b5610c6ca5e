using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Evaluates PromQL with the semantics of Prometheus 3.14. Thread-safe; holds nothing between queries.</summary>
/// <param name="time">Measures what queries take and ends those that take too long.</param>
public sealed class PromQlEngine(TimeProvider time)
{
    /// <summary>The answer to a query.</summary>
    /// <exception cref="PromQlParseException">The text is not PromQL.</exception>
    /// <exception cref="PromQlException">It can not be evaluated, or took too long, or was cancelled.</exception>
    /// <exception cref="Exception">The source failed.</exception>
    public async Task<QueryResult> ExecuteAsync(PromQlRequest request, ISeriesSource source, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var plan = QueryPlan.Make(request);
        var planned = time.GetTimestamp();
        var isQuick = QuickFetch.TryFetch(plan, request, source);
        if (isQuick)
            request = request with { Parallelism = 1 };
        else if (request.SharesThread)
            await Task.Yield();
        using var timeout = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            if (!isQuick)
                await Task.WhenAll(plan.Leaves.All.Where(static leaf => leaf.Wider is null).Select(leaf => leaf.FetchAsync(source, request.Explain ? time : null, either.Token)));
            foreach (var leaf in plan.Leaves.All)
                leaf.TakeFromWider(request.Explain);
            // The caller's thread may be the one that would notice that nobody waits for the answer any more: it is not kept for long.
            if (!isQuick && !plan.Leaves.AreSmall(plan.Grid.Count))
                await Task.Yield();
            var fetched = time.GetTimestamp();
            var context = new QueryContext(request, plan.Leaves, either.Token) { Measures = request.Explain ? new NodeMeasures(time) : null };
            var evaluator = new Evaluator(context, plan.Grid, new Remarker(context.Annotations, plan.Grid, null));
            var value = ResultBuilder.Build(evaluator, plan);
            var stats = new QueryStats
            {
                TotalSamples = evaluator.Stats.Total,
                SamplesRead = evaluator.Stats.Read,
                PeakSamples = context.PeakSamples,
                TotalSamplesPerStep = evaluator.Stats.PerStep,
                SeriesFetched = plan.Leaves.All.Sum(static leaf => leaf.Rolled?.Count ?? leaf.Series.Count),
                Preparation = time.GetElapsedTime(started, planned),
                Fetching = time.GetElapsedTime(planned, fetched),
                Evaluation = time.GetElapsedTime(fetched),
            };
            var remarks = context.Annotations.ToRemarks();
            return new QueryResult(value, remarks.Render(request.Query, warnings: true), remarks.Render(request.Query, warnings: false), stats)
            {
                Remarks = remarks,
                WasQuick = isQuick,
                Plan = request.Explain ? ExplainPlan.Of(plan, context.Measures) : null,
            };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw new PromQlException(PromQlFailure.Canceled, "query was canceled in expression evaluation");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new PromQlException(PromQlFailure.Timeout, "query timed out in expression evaluation");
        }
        finally
        {
            // No part of the evaluation and no fetch is under way any more: both end before what they threw arrives here.
            foreach (var leaf in plan.Leaves.All)
                leaf.Release();
        }
    }

    /// <summary>How a query would be evaluated; nothing is read.</summary>
    /// <exception cref="PromQlParseException">The text is not PromQL.</exception>
    /// <exception cref="PromQlException">It can not be evaluated.</exception>
    public ExplainPlan Explain(PromQlRequest request) => ExplainPlan.Of(QueryPlan.Make(request), null);
}

using System.Collections.Concurrent;
using Almagest.Query.PromQL.Engine;
using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Metrics;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>
/// Runs queries, as many at once as the machine can bear; the others wait. No tenant takes all places, and queries that take long leave room for the
/// quick ones.
/// </summary>
sealed class QueryRunner(MetricVault vault, PromQlEngine engine, TimeProvider time) : IDisposable
{
    // Prometheus' default for --query.max-concurrency.
    const int MostAtOnce = 20;

    // A tenant whose dashboards wait leaves these to the others.
    const int MostPerTenant = 15;

    // Twice what one query may hold: 0.8 GB of columns.
    const long MostSamples = 100_000_000;

    readonly SemaphoreSlim _slots = new(MostAtOnce);
    readonly ConcurrentDictionary<string, SemaphoreSlim> _perTenant = new(StringComparer.Ordinal);
    readonly QueryTurns _turns = new(time, Environment.ProcessorCount, MostSamples);

    public void Dispose()
    {
        _slots.Dispose();
        _turns.Dispose();
        foreach (var slots in _perTenant.Values)
            slots.Dispose();
    }

    /// <exception cref="PrometheusErrorException">The query fails, takes too long or too much.</exception>
    internal async Task<QueryResult> RunAsync(string tenant, PromQlRequest request, CancellationToken ct)
    {
        // A query that never gets its turn ends like one that takes too long.
        using var waiting = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(waiting.Token, ct);
        var ofTenant = _perTenant.GetOrAdd(tenant, static _ => new SemaphoreSlim(MostPerTenant));
        try
        {
            await ofTenant.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOutWaiting();
        }

        try
        {
            return await RunInSlotAsync(tenant, request, either.Token, ct);
        }
        finally
        {
            ofTenant.Release();
        }
    }

    async Task<QueryResult> RunInSlotAsync(string tenant, PromQlRequest request, CancellationToken untilTimeout, CancellationToken ct)
    {
        try
        {
            await _slots.WaitAsync(untilTimeout);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOutWaiting();
        }

        using var turn = _turns.Begin();
        try
        {
            return await engine.ExecuteAsync(request with { Turn = turn, PushDown = vault.PushDown is not null, SharesThread = SocketThread.IsCurrent }, vault.Source(tenant, request.SkipsMemory), ct);
        }
        catch (PromQlException failed)
        {
            throw failed.Failure == PromQlFailure.Invalid
                ? PrometheusErrorException.Parameter("query", failed.Message) : new PrometheusErrorException(TypeOf(failed.Failure), failed.Message);
        }
        finally
        {
            _slots.Release();
        }
    }

    static PrometheusErrorException TimedOutWaiting() => new(TypeOf(PromQlFailure.Timeout), "query timed out in query queue");

    static string TypeOf(PromQlFailure failure) => failure switch
    {
        PromQlFailure.Timeout => "timeout",
        PromQlFailure.Canceled => "canceled",
        _ => "execution",
    };
}

using Almagest.Query.PromQL.Engine;
using Almagest.Telemetry.Metrics;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Runs queries, as many at once as the machine can bear; the others wait.</summary>
sealed class QueryRunner(MetricVault vault, PromQlEngine engine) : IDisposable
{
    // Prometheus' default for --query.max-concurrency.
    const int MostAtOnce = 20;

    readonly SemaphoreSlim _slots = new(MostAtOnce);

    public void Dispose() => _slots.Dispose();

    /// <exception cref="PrometheusErrorException">The query fails, takes too long or too much.</exception>
    internal async Task<QueryResult> RunAsync(string tenant, PromQlRequest request, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            return await engine.ExecuteAsync(request, vault.Source(tenant), ct);
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

    static string TypeOf(PromQlFailure failure) => failure switch
    {
        PromQlFailure.Timeout => "timeout",
        PromQlFailure.Canceled => "canceled",
        _ => "execution",
    };
}

using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Telemetry.Logs;

namespace Almagest.Server.Apis.Loki;

/// <summary>Runs queries, as many at once as are configured; the others wait. Each ends within its time limit.</summary>
sealed class LokiRunner(ClickHouseClient client, LogStreamCatalog catalog, LokiOptions options, TimeProvider time) : IDisposable
{
    readonly SemaphoreSlim _slots = new(options.MaxConcurrent);

    /// <summary>Most lines of an answer.</summary>
    internal int MostEntries => options.MaxEntries;

    public void Dispose() => _slots.Dispose();

    /// <summary>The answer and how long it took.</summary>
    internal async Task<(LogQlResult Result, TimeSpan Elapsed)> RunAsync(TenantId tenant, LogQlRequest request, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            using var limit = new CancellationTokenSource(options.QueryTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
            var begun = time.GetTimestamp();
            var result = await new LogQlEngine(SourceOf(tenant, request.Query), options.Limits).RunAsync(request, either.Token);
            return (result, time.GetElapsedTime(begun));
        }
        finally
        {
            _slots.Release();
        }
    }

    // The pattern of a line is metadata only for a query that names it: with it every stream would fall apart into its patterns.
    LogSource SourceOf(TenantId tenant, string query) =>
        new(client, catalog, tenant, options.QueryTimeout) { WithPatterns = query.Contains("pattern_id", StringComparison.Ordinal) };
}

using System.Collections.Concurrent;
using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Engine;

/// <summary>Four clients that insert batches of 200 rows into table t without pause and note which ones were acknowledged.</summary>
sealed class Inserters : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly Task[] _clients;
    int _next;

    public Inserters(EngineCaller caller, int firstBatch)
    {
        _next = firstBatch;
        _clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => InsertAsync(caller)))];
    }

    public ConcurrentBag<int> Acknowledged { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }

    async Task InsertAsync(EngineCaller caller)
    {
        while (!_stop.IsCancellationRequested)
        {
            var batch = Interlocked.Increment(ref _next);
            try
            {
                await caller.RunAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO t SELECT {batch}, number FROM numbers(200)"));
                Acknowledged.Add(batch);
            }
            catch (Exception lost) when (lost is HttpRequestException or StoreUnavailableException)
            {
                // The engine has just been killed; this batch may or may not be stored.
            }
        }
    }
}

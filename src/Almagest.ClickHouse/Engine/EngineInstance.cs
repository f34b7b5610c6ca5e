using Almagest.ClickHouse.Http;

namespace Almagest.ClickHouse.Engine;

/// <summary>One engine process that is ready, from its first answer to its end.</summary>
sealed record EngineInstance(EngineProcess Process, EngineConnection Connection, string Version, long ReadySince) : IDisposable
{
    static readonly TimeSpan StopQueriesTime = TimeSpan.FromSeconds(3);
    static readonly TimeSpan EndTime = TimeSpan.FromSeconds(12);

    public StoreAddress Address => Connection.Address;

    /// <summary>Ends it: first its queries, because with one running the library needs 5 s and does not end cleanly.</summary>
    public async Task StopAsync(TimeProvider time)
    {
        using var patience = new CancellationTokenSource(StopQueriesTime, time);
        try
        {
            await Connection.StopQueriesAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
        {
            // It ends either way, only later.
        }
        // The engine waits 5 s for open connections, idle ones included, and then ends the hard way. Ours is one of them.
        Connection.Dispose();
        Process.RequestStop();
        try
        {
            await Process.Exited.WaitAsync(EndTime, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Process.Kill();
            await Process.Exited.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        Connection.Dispose();
        Process.Dispose();
    }
}

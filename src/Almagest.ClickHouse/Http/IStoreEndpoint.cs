namespace Almagest.ClickHouse.Http;

/// <summary>
/// Tells where the store is right now. The embedded engine gets a new port at every start, so callers ask before every
/// request instead of keeping an address. Implementations are safe for concurrent use.
/// </summary>
public interface IStoreEndpoint
{
    /// <summary>The current address; waits while the engine restarts.</summary>
    /// <exception cref="StoreUnavailableException">The store will not come back without help.</exception>
    ValueTask<StoreAddress> GetAddressAsync(CancellationToken ct);
}

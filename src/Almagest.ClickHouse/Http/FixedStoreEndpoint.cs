namespace Almagest.ClickHouse.Http;

/// <summary>A store at an address that never changes: a ClickHouse given by <c>--store URL</c>.</summary>
public sealed class FixedStoreEndpoint(StoreAddress address) : IStoreEndpoint
{
    /// <inheritdoc/>
    public ValueTask<StoreAddress> GetAddressAsync(CancellationToken ct) => new(address);
}

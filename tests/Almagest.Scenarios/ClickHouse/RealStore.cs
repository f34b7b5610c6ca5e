using Almagest.ClickHouse.Http;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.ClickHouse;

/// <summary>The embedded engine the scenarios of this folder talk to, in a database of its own.</summary>
public sealed class RealStore : IAsyncLifetime, IAsyncDisposable
{
    readonly EngineFixture _engine = new();

    public StoreAddress Address { get; private set; } = null!;

    public ClickHouseClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _engine.InitializeAsync();
        Address = await _engine.Supervisor.GetAddressAsync(CancellationToken.None) with { Database = "test_" + Guid.NewGuid().ToString("N") };
        Client = new ClickHouseClient(new FixedStoreEndpoint(Address), TimeProvider.System);
        await Client.ExecuteAsync(new Statement($"CREATE DATABASE {Address.Database}") { Database = "system" }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Client.ExecuteAsync(new Statement($"DROP DATABASE {Address.Database} SYNC") { Database = "system" }, CancellationToken.None);
        Client.Dispose();
        await _engine.DisposeAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task<string> NewTableAsync(string columns)
    {
        var name = "t_" + Guid.NewGuid().ToString("N");
        await Client.ExecuteAsync(new Statement(
            $"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 100"), CancellationToken.None);
        return name;
    }
}

/// <summary>One store for all scenarios of the client.</summary>
[CollectionDefinition(Name)]
public sealed class RealStoreCollection : ICollectionFixture<RealStore>
{
    public const string Name = "real store";
}

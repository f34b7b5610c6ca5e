using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.ClickHouse;

/// <summary>
/// The store the scenarios of this folder talk to, in a database of its own: <c>ALMAGEST_TEST_STORE</c> as
/// <c>http://user:password@host:port/?secret=…</c>.
/// </summary>
public sealed class RealStore : IAsyncLifetime
{
    public StoreAddress Address { get; private set; } = null!;

    public ClickHouseClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Address = FromEnvironment() with { Database = "test_" + Guid.NewGuid().ToString("N") };
        Client = new ClickHouseClient(new FixedStoreEndpoint(Address), TimeProvider.System);
        await Client.ExecuteAsync(new Statement($"CREATE DATABASE {Address.Database}") { Database = "system" }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Client.ExecuteAsync(new Statement($"DROP DATABASE {Address.Database} SYNC") { Database = "system" }, CancellationToken.None);
        Client.Dispose();
    }

    public async Task<string> NewTableAsync(string columns)
    {
        var name = "t_" + Guid.NewGuid().ToString("N");
        await Client.ExecuteAsync(new Statement(
            $"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 100"), CancellationToken.None);
        return name;
    }

    static StoreAddress FromEnvironment()
    {
        var text = Environment.GetEnvironmentVariable("ALMAGEST_TEST_STORE")
            ?? throw new InvalidOperationException("set ALMAGEST_TEST_STORE to http://user:password@host:port/?secret=… of a running store");
        var url = new Uri(text);
        var user = url.UserInfo.Split(':');
        var credential = new Credential(user[0], user.ElementAtOrDefault(1) ?? "");
        return new StoreAddress(new Uri(url.GetLeftPart(UriPartial.Scheme) + url.Authority), credential, credential)
        {
            Secret = url.Query.StartsWith("?secret=", StringComparison.Ordinal) ? url.Query["?secret=".Length..] : null,
        };
    }
}

/// <summary>One store for all scenarios of the client.</summary>
[CollectionDefinition(Name)]
public sealed class RealStoreCollection : ICollectionFixture<RealStore>
{
    public const string Name = "real store";
}

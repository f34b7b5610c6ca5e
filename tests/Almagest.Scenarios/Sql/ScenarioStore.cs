using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.Sql;

sealed class ScenarioStore : IAsyncDisposable
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("almagest-sql-").FullName;

    internal ValueTask<IStoreEndpoint> StartAsync() =>
        new(new FixedStoreEndpoint(new StoreAddress(new Uri("http://127.0.0.1:21977"), new Credential("almagest", "w"), new Credential("reader", "r")) { Secret = "s3cr3t" }));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return default;
    }
}

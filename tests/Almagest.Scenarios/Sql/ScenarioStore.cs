using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.Scenarios.Fixtures;
using Almagest.Server.Apis.Sql;
using Almagest.Telemetry.Schema;

namespace Almagest.Scenarios.Sql;

/// <summary>The embedded engine these scenarios talk to, with the reading account as the server sets it up.</summary>
sealed class ScenarioStore : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    EngineSupervisor? _engine;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("almagest-sql-").FullName;

    internal async ValueTask<IStoreEndpoint> StartAsync()
    {
        _engine = EngineFixture.NewSupervisor(_folder.Path, new ReaderAccess
        {
            Tables = [.. PublicTables.Tables, .. PublicTables.Hidden],
            Views = PublicTables.Views,
            RowFilter = SqlPolicies.Condition,
        });
        await _engine.StartAsync(CancellationToken.None);
        return _engine;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

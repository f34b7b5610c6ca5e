using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Scenarios.Fixtures;

/// <summary>One embedded engine in a folder of its own, shared by the scenarios of a collection and deleted at its end.</summary>
public sealed class EngineFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();

    public EngineSupervisor Supervisor { get; private set; } = null!;

    public IStoreEndpoint Endpoint => Supervisor;

    public string Folder => _folder.Path;

    public EngineCaller Caller => new(Supervisor);

    public async Task InitializeAsync()
    {
        Supervisor = NewSupervisor(_folder.Path);
        await Supervisor.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Supervisor.DisposeAsync();
        _folder.Dispose();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public static EngineSupervisor NewSupervisor(string folder, ReaderAccess? reader = null) =>
        new(new EngineOptions { Folder = folder, MemoryCeilingBytes = 1_500_000_000, Reader = reader ?? new() }, TimeProvider.System, NullLogger<EngineSupervisor>.Instance);
}

/// <summary>The scenarios that share one engine and leave it running.</summary>
[CollectionDefinition(Name)]
public sealed class EngineCollection : ICollectionFixture<EngineFixture>
{
    public const string Name = "engine";
}

using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.Server.Platform.Configuration;
using Almagest.Server.Platform.Documents;
using Almagest.Telemetry.Live;
using Almagest.Telemetry.Logs.Patterns;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.PushDown;
using Almagest.Telemetry.Metrics.Reading;
using Almagest.Telemetry.Metrics.Sealing;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Almagest.Server.Platform.Store;

/// <summary>Registers the store, embedded or remote, and the writing path into it.</summary>
static class StoreServices
{
    internal static IServiceCollection AddStore(this IServiceCollection services, ServerOptions server)
    {
        if (server.Store is { } url)
            services.AddSingleton<IStoreEndpoint>(new FixedStoreEndpoint(RemoteStore.Parse(url, server.StoreReader)));
        else
            services.AddSingleton(CreateEngine).AddSingleton<IStoreEndpoint>(static s => s.GetRequiredService<EngineSupervisor>());
        return services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ClickHouseClient>()
            .AddSingleton(static s => VaultMigrations.CreateRunner(
                s.GetRequiredService<ClickHouseClient>(), s.GetRequiredService<IStoreEndpoint>(), s.GetRequiredService<TimeProvider>()))
            .AddSingleton<DocumentStore>()
            .AddSingleton<BatchPool>()
            .AddSingleton<RegistrationCache>()
            .AddSingleton<WriterMetrics>()
            .AddSingleton<WriterServices>()
            .AddMetricVault()
            .AddLogPatterns()
            .AddSingleton(CreateWriter)
            .AddHostedService<StoreStartup>();
    }

    static IServiceCollection AddMetricVault(this IServiceCollection services) => services
        .AddSingleton<ChunkCache>()
        .AddSingleton<ChunkFetcher>()
        .AddSingleton<ChunkStore>()
        .AddSingleton<RollupFetcher>()
        .AddSingleton<RollupStore>()
        .AddSingleton<LateSamples>()
        .AddSingleton<SealingStores>()
        .AddSingleton<AggregatePushDown>()
        .AddSingleton(CreateMetricVault)
        .AddSingleton<HeadLoader>()
        .AddSingleton<ExemplarReader>()
        .AddSingleton<LastSamples>()
        .AddSingleton<ICommitListener, HeadFeed>()
        // After the head, which knows the labels of the samples that are told about.
        .AddSingleton<CommitFeed>()
        .AddSingleton<ICommitListener>(static s => s.GetRequiredService<CommitFeed>())
        .AddSingleton<HourSealer>()
        .AddHostedService<SealingService>()
        .AddSingleton<ChunkWarmer>()
        .AddHostedService<WarmUpService>();

    static MetricVault CreateMetricVault(IServiceProvider services)
    {
        var options = services.GetRequiredService<MetricOptions>();
        return new MetricVault(services.GetRequiredService<ChunkFetcher>(), services.GetRequiredService<ChunkCache>(), services.GetRequiredService<RollupFetcher>())
        {
            PushDown = options.PushDown == PushDownMode.On ? (services.GetRequiredService<AggregatePushDown>(), options.PushDownFrom) : null,
        };
    }

    static IServiceCollection AddLogPatterns(this IServiceCollection services) => services
        .AddSingleton<PatternMetrics>()
        .AddSingleton<PatternMiner>()
        .AddSingleton<IBatchPreparer>(static s => s.GetRequiredService<PatternMiner>())
        .AddSingleton<ICommitListener>(static s => s.GetRequiredService<PatternMiner>())
        .AddSingleton<PatternLoader>()
        .AddSingleton<PatternSearch>();

    static EngineSupervisor CreateEngine(IServiceProvider services)
    {
        var engine = services.GetRequiredService<IOptions<StoreOptions>>().Value;
        var options = new EngineOptions
        {
            Folder = Path.Combine(Path.GetFullPath(services.GetRequiredService<IOptions<ServerOptions>>().Value.Data), "engine"),
            MemoryCeilingBytes = engine.MemoryCeilingBytes,
            Durability = engine.Durability,
            LogLevel = engine.LogLevel,
            Reader = new ReaderAccess
            {
                Tables = [.. PublicTables.Tables, .. PublicTables.Hidden],
                Views = PublicTables.Views,
                RowFilter = Apis.Sql.SqlPolicies.Condition,
            },
        };
        return new EngineSupervisor(options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EngineSupervisor>>());
    }

    static TelemetryWriter CreateWriter(IServiceProvider services) => new(
        services.GetRequiredService<ClickHouseClient>(),
        new JournalPlace(
            Path.Combine(Path.GetFullPath(services.GetRequiredService<IOptions<ServerOptions>>().Value.Data), "journal"),
            Flush: services.GetRequiredService<IOptions<StoreOptions>>().Value.Durability == Durability.Power),
        services.GetRequiredService<IOptions<WriterOptions>>().Value,
        services.GetRequiredService<WriterServices>() with { SharedStore = services.GetService<EngineSupervisor>() is null });
}

using Almagest.ClickHouse.Http;
using Almagest.Query.GuardedSql;
using Almagest.Server.Apis.Sql;
using Almagest.Server.Apis.UniversalMetrics;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Platform.Configuration;
using Almagest.Server.Platform.Errors;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Reading;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Almagest.Scenarios.Sql;

/// <summary>A real engine with the vault's schema, rows of the tenants a and b, a private table, and the endpoints on a free port.</summary>
public sealed class SqlFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly ScenarioStore _engine = new();
    WebApplication? _app;

    internal HttpClient Http { get; private set; } = new();
    internal ClickHouseClient Client => _app!.Services.GetRequiredService<ClickHouseClient>();
    internal IStoreEndpoint Endpoint => _app!.Services.GetRequiredService<IStoreEndpoint>();
    internal SqlStore Store => _app!.Services.GetRequiredService<SqlStore>();
    internal SqlCatalog Catalog => _app!.Services.GetRequiredService<SqlCatalog>();

    public async Task InitializeAsync()
    {
        var endpoint = await _engine.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        AddServices(builder.Services, endpoint);
        _app = builder.Build();
        _app.UseExceptionHandler();
        foreach (var feature in Features) feature.MapRoutes(_app);
        await CreateSchemaAsync();
        await InsertAsync();
        // Rows of both tenants end in one granule: filters that run too late would compute on the other one's rows.
        foreach (var table in Catalog.Tables) await RunAsync($"OPTIMIZE TABLE {table} FINAL");
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        await _engine.DisposeAsync();
    }

    static readonly Almagest.Server.Platform.Hosting.IFeature[] Features = [new SqlFeature(), new IntakeFeature(), new UniversalMetricsFeature()];

    void AddServices(IServiceCollection services, IStoreEndpoint endpoint)
    {
        services.AddProblemDetails().AddExceptionHandler<Problems>();
        services.AddSingleton(TimeProvider.System).AddSingleton(endpoint).AddSingleton<ClickHouseClient>();
        services.AddSingleton<BatchPool>().AddSingleton<RegistrationCache>().AddSingleton(new RetentionOptions()).AddSingleton(new WriterOptions());
        services.AddMetrics().AddSingleton<WriterMetrics>().AddSingleton<WriterServices>();
        services.AddSingleton(s => new TelemetryWriter(
            s.GetRequiredService<ClickHouseClient>(), new JournalPlace(Path.Combine(_engine.Folder, "journal")), s.GetRequiredService<WriterOptions>(), s.GetRequiredService<WriterServices>()));
        services.AddSingleton(new SqlOptions { MaxExecutionTime = TimeSpan.FromSeconds(2), MaxMemoryBytes = 100_000_000, MaxConcurrentPerTenant = 4 });
        services.AddSingleton(new IntakeOptions()).AddSingleton(new MetricOptions()).AddSingleton<ChunkCache>().AddSingleton<ChunkFetcher>().AddSingleton<MetricVault>();
        foreach (var feature in Features) feature.AddServices(services);
    }

    async Task CreateSchemaAsync()
    {
        await RunAsync("DROP DATABASE IF EXISTS almagest", "default");
        await RunAsync("CREATE DATABASE almagest", "default");
        foreach (var file in Directory.GetFiles(MigrationsFolder(), "*.sql").Order(StringComparer.Ordinal))
            foreach (var statement in (await File.ReadAllTextAsync(file)).Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                await RunAsync(statement.TrimEnd(';'));
        await RunAsync("CREATE TABLE secrets (key String, value String) ENGINE = MergeTree ORDER BY key");
    }

    async Task InsertAsync()
    {
        await RunAsync("INSERT INTO secrets VALUES ('k', 'top-secret')");
        foreach (var (tenant, word, count) in new[] { ("a", "alpha", 100), ("b", "bravo", 50) })
        {
            await RunAsync($"""
                INSERT INTO logs (tenant, service, time, body, retention_days)
                SELECT '{tenant}', 'svc' || toString(number % 3), now64(9) - number, '{word} ' || toString(number), 30 FROM numbers({count})
                """);
            await RunAsync($"""
                INSERT INTO spans (tenant, service, time, duration_nano, trace_id, name, attributes, retention_days)
                SELECT '{tenant}', '{word}', now64(9) - number, number, '{word}' || toString(number % 7), 'op',
                    map('gen_ai.request.model', '{word}-model', 'gen_ai.usage.cost', '1.5'), 30 FROM numbers({count})
                """);
            await RunAsync($"INSERT INTO series (tenant, metric, series, labels, unit, seen) SELECT '{tenant}', 'm', 7, map('who', '{word}'), 'usd', now()");
            await RunAsync($"""
                INSERT INTO sample_runs (tenant, metric, hour, series, retention_days, times, values)
                SELECT '{tenant}', 'm', toStartOfHour(now64(3) - number), 7, 30, [now64(3) - number], [number] FROM numbers({count})
                """);
        }
    }

    internal Task RunAsync(string sql, string database = "almagest") => Client.ExecuteAsync(new Statement(sql) { Database = database }, default);

    static string MigrationsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Almagest.slnx"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("no repository around the tests");
        return Path.Combine(folder.FullName, "src", "Almagest.Telemetry", "Schema", "Migrations");
    }
}

[CollectionDefinition(Name)]
public sealed class SqlCollection : ICollectionFixture<SqlFixture>
{
    public const string Name = "sql";
}

using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Migrations;
using Almagest.Model;
using Almagest.Server.Apis.Jaeger;
using Almagest.Server.Apis.Sql;
using Almagest.Server.Apis.Tempo;
using Almagest.Server.Apis.UniversalMetrics;
using Almagest.Server.Features.Live;
using Almagest.Server.Features.Overview;
using Almagest.Server.Features.Traces;
using Almagest.Server.Ingest.Jaeger;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Zipkin;
using Almagest.Server.Platform.Configuration;
using Almagest.Server.Platform.Errors;
using Almagest.Server.Platform.Health;
using Almagest.Server.Platform.SelfTelemetry;
using Almagest.Server.Platform.Store;
using Almagest.Telemetry.Metrics;
using Almagest.Server.Platform.Web;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Almagest.Server.Platform.Hosting;

/// <summary>Puts the server together and runs it.</summary>
public static class AlmagestHost
{
    static readonly IFeature[] Features =
    [
        new HealthFeature(),
        new SelfTelemetryFeature(),
        new OtlpFeature(),
        new SqlFeature(),
        new UniversalMetricsFeature(),
        new OverviewFeature(),
        new LiveFeature(),
        new JaegerFeature(),
        new TracesFeature(),
        new TempoFeature(),
        new ZipkinFeature(),
        new JaegerThriftFeature(),
    ];

    static readonly Dictionary<string, Type> Sections = new()
    {
        [""] = typeof(ServerOptions),
        ["engine"] = typeof(StoreOptions),
        ["writer"] = typeof(WriterOptions),
        ["metrics"] = typeof(MetricOptions),
        ["retention"] = typeof(RetentionOptions),
        ["otlp"] = typeof(OtlpOptions),
        ["jaeger"] = typeof(JaegerOptions),
        ["sql"] = typeof(SqlOptions),
        ["universalmetrics"] = typeof(UniversalMetricsOptions),
    };

    /// <summary>Runs until stopped. Prints one line to <paramref name="output"/> once everything is ready.</summary>
    /// <param name="yamlPath">The file given by <c>--config</c>, or null.</param>
    /// <param name="flags">Flags that were given, by name.</param>
    /// <param name="output">Where the ready line goes.</param>
    /// <param name="ct">Stops the server.</param>
    /// <exception cref="UserErrorException">The configuration is wrong.</exception>
    /// <exception cref="EngineStartException">The embedded engine does not start.</exception>
    /// <exception cref="MigrationException">The store's schema does not go with this program.</exception>
    public static async Task RunAsync(string? yamlPath, IReadOnlyDictionary<string, string?> flags, TextWriter output, CancellationToken ct)
    {
        await using var app = Build(yamlPath, flags);
        await app.StartAsync(ct);
        await output.WriteLineAsync($"Almagest is ready: {Listeners.Addresses(app.Services)[0]}");
        await output.FlushAsync(ct);
        await app.WaitForShutdownAsync(ct);
    }

    static WebApplication Build(string? yamlPath, IReadOnlyDictionary<string, string?> flags)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        ConfigurationSources.Add(builder.Configuration, yamlPath, flags, Sections);
        var server = builder.Configuration.Get<ServerOptions>() ?? new ServerOptions();
        builder.Logging.ClearProviders().AddSimpleConsole(static console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning).SetMinimumLevel(LogLevel.Information);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listeners.Configure(kestrel, server));
        AddServices(builder.Services, server);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseListeners();
        app.UseLoopbackGuard();
        app.UseRouting();
        app.UseWebPages();
        foreach (var feature in Features)
            feature.MapRoutes(app);
        return app;
    }

    static void AddServices(IServiceCollection services, ServerOptions server)
    {
        services.AddProblemDetails().AddExceptionHandler<Problems>();
        AddOptions<ServerOptions>(services, "");
        AddOptions<StoreOptions>(services, "engine");
        AddOptions<WriterOptions>(services, "writer");
        AddOptions<MetricOptions>(services, "metrics");
        AddOptions<RetentionOptions>(services, "retention");
        AddOptions<OtlpOptions>(services, "otlp");
        AddOptions<JaegerOptions>(services, "jaeger");
        AddOptions<SqlOptions>(services, "sql");
        AddOptions<UniversalMetricsOptions>(services, "universalmetrics");
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        services.AddStore(server);
        foreach (var feature in Features)
            feature.AddServices(services);
    }

    static void AddOptions<T>(IServiceCollection services, string section)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<T>>().Value);
    }
}

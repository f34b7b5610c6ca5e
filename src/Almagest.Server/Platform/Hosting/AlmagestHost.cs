using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Migrations;
using Almagest.Model;
using Almagest.Server.Apis.Prometheus;
using Almagest.Server.Apis.Prometheus.Targets;
using Almagest.Server.Apis.Jaeger;
using Almagest.Server.Apis.Loki;
using Almagest.Server.Apis.Sql;
using Almagest.Server.Apis.Tempo;
using Almagest.Server.Apis.UniversalMetrics;
using Almagest.Server.Features.Cardinality;
using Almagest.Server.Features.Live;
using Almagest.Server.Features.Logs;
using Almagest.Server.Features.Overview;
using Almagest.Server.Ingest.Beats;
using Almagest.Server.Ingest.Elasticsearch;
using Almagest.Server.Ingest.Files;
using Almagest.Server.Ingest.Influx;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Features.Traces;
using Almagest.Server.Ingest.Jaeger;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Loki;
using Almagest.Server.Ingest.Ndjson;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Zipkin;
using Almagest.Server.Ingest.RemoteWrite;
using Almagest.Server.Ingest.Scrape;
using Almagest.Server.Ingest.StatsD;
using Almagest.Server.Ingest.Syslog;
using Almagest.Server.Platform.Configuration;
using Almagest.Server.Platform.Errors;
using Almagest.Server.Platform.Health;
using Almagest.Server.Platform.Hosting.Http2;
using Almagest.Server.Platform.SelfTelemetry;
using Almagest.Server.Platform.Store;
using Almagest.Telemetry.Logs.Patterns;
using Almagest.Telemetry.Metrics;
using Almagest.Server.Platform.Web;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
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
        new IntakeFeature(),
        new LogFeature(),
        new LokiPushFeature(),
        new ElasticFeature(),
        new NdjsonFeature(),
        new SyslogFeature(),
        new BeatsFeature(),
        new FilesFeature(),
        new RemoteWriteFeature(),
        new ScrapeFeature(),
        new InfluxFeature(),
        new StatsDFeature(),
        new TargetFeature(),
        new SqlFeature(),
        new UniversalMetricsFeature(),
        new OverviewFeature(),
        new LiveFeature(),
        new LogSearchFeature(),
        new CardinalityFeature(),
        new PrometheusFeature(),
        new JaegerFeature(),
        new LokiFeature(),
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
        ["loki"] = typeof(LokiOptions),
        ["selftelemetry"] = typeof(SelfTelemetryOptions),
        ["intake"] = typeof(IntakeOptions),
        ["logintake"] = typeof(LogIntakeOptions),
        ["logpatterns"] = typeof(PatternLimits),
        ["elasticsearch"] = typeof(ElasticOptions),
        ["syslog"] = typeof(SyslogOptions),
        ["beats"] = typeof(BeatsOptions),
        ["files"] = typeof(FileTailOptions),
        ["prometheus"] = typeof(PrometheusOptions),
        ["sql"] = typeof(SqlOptions),
        ["statsd"] = typeof(StatsDOptions),
        ["traces"] = typeof(TracesOptions),
        ["universalmetrics"] = typeof(UniversalMetricsOptions),
    };

    /// <summary>Runs until stopped. Prints one line to <paramref name="output"/> once everything is ready.</summary>
    /// <param name="source">Where the settings come from.</param>
    /// <param name="output">Where the ready line goes.</param>
    /// <param name="ct">Stops the server.</param>
    /// <exception cref="UserErrorException">The configuration is wrong.</exception>
    /// <exception cref="EngineStartException">The embedded engine does not start.</exception>
    /// <exception cref="MigrationException">The store's schema does not go with this program.</exception>
    public static async Task RunAsync(ConfigurationSource source, TextWriter output, CancellationToken ct)
    {
        await using var app = Build(source);
        Prepare(app);
        try
        {
            await app.StartAsync(ct);
        }
        catch (Exception error)
        {
            // Services that already run are told to end: else each reports its end as a fault of its own, before the one that matters.
            await app.StopAsync(CancellationToken.None);
            if (Listeners.Explain(error, app.Services.GetRequiredService<ServerOptions>()) is { } taken) throw taken;
            throw;
        }

        await output.WriteLineAsync($"Almagest is ready: {Listeners.Addresses(app.Services)[0]}");
        await output.FlushAsync(ct);
        await app.WaitForShutdownAsync(ct);
    }

    /// <summary>Compares the store's schema with what this program needs, and brings it there if asked to. Starts the embedded engine for it.</summary>
    /// <param name="source">Where the settings come from.</param>
    /// <param name="mode">What to do.</param>
    /// <param name="dryRun">Only tell what would be applied.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="UserErrorException">The configuration is wrong.</exception>
    /// <exception cref="EngineStartException">The embedded engine does not start.</exception>
    /// <exception cref="MigrationException">The store's schema does not go with this program.</exception>
    public static async Task<MigrationReport> MigrateAsync(ConfigurationSource source, MigrationMode mode, bool dryRun, CancellationToken ct)
    {
        await using var app = Build(source);
        Prepare(app);
        if (app.Services.GetService<EngineSupervisor>() is { } engine)
            await engine.StartAsync(ct);
        return await app.Services.GetRequiredService<MigrationRunner>().RunAsync(mode, dryRun, ct);
    }

    // A host that fails before its services exist cannot even be stopped, so what the configuration may break is tried first.
    static void Prepare(WebApplication app)
    {
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            _ = app.Services.GetServices<IHostedService>().Count();
        }
        catch (Exception error) when (ConfigurationFaults.Explain(error, Sections) is { } fault)
        {
            throw fault;
        }
    }

    static WebApplication Build(ConfigurationSource source)
    {
        SocketThread.UseOnePerProcessor();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        ConfigurationSources.Add(builder.Configuration, source.YamlPath, source.Flags, Sections);
        LokiConfigFile.Add(builder.Configuration);
        var server = builder.Configuration.Get<ServerOptions>() ?? new ServerOptions();
        var starting = new Starting();
        builder.Logging.ClearProviders().AddSimpleConsole(static console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning).SetMinimumLevel(LogLevel.Information)
            // Why it did not start is told by who started it, in one line; the host would tell it first, as a stack trace.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && starting.IsOver);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listeners.Configure(kestrel, server));
        // A request is answered on the thread that read it: each change of threads takes longer than a small answer does.
        builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks.Factory>();
        OwnTelemetry.AddLogs(builder.Logging, builder.Configuration.GetValue("selftelemetry:enabled", true));
        AddServices(builder.Services, server);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => starting.IsOver = true);
        app.UseSocketThread();
        app.UseExceptionHandler();
        app.UseListeners();
        app.UseLoopbackGuard();
        app.UseAnswerCompression();
        app.UseRequestTelemetry();
        app.UseWebSockets();
        app.UseRouting();
        app.UseWebPages();
        app.MapApiDocument();
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
        AddOptions<LokiOptions>(services, "loki");
        AddOptions<SelfTelemetryOptions>(services, "selftelemetry");
        AddOptions<IntakeOptions>(services, "intake");
        AddOptions<LogIntakeOptions>(services, "logintake");
        AddOptions<PatternLimits>(services, "logpatterns");
        AddOptions<ElasticOptions>(services, "elasticsearch");
        AddOptions<SyslogOptions>(services, "syslog");
        AddOptions<BeatsOptions>(services, "beats");
        AddOptions<FileTailOptions>(services, "files");
        AddOptions<PrometheusOptions>(services, "prometheus");
        AddOptions<SqlOptions>(services, "sql");
        AddOptions<StatsDOptions>(services, "statsd");
        AddOptions<TracesOptions>(services, "traces");
        AddOptions<UniversalMetricsOptions>(services, "universalmetrics");
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        services.AddSingleton<Http2Handover>().AddSingleton<IConnectionListenerFactory>(static provider => provider.GetRequiredService<Http2Handover>());
        services.AddApiDocument().AddAnswerCompression();
        services.AddStore(server).AddHostedService<OwnTelemetry>();
        foreach (var feature in Features)
            feature.AddServices(services);
    }

    static void AddOptions<T>(IServiceCollection services, string section)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<T>>().Value);
    }

    sealed class Starting
    {
        internal bool IsOver { get; set; }
    }
}

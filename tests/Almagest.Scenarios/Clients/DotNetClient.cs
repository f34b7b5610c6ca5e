using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Almagest.Scenarios.Clients;

/// <summary>Sends a little of everything with the OpenTelemetry SDK for .NET.</summary>
sealed class DotNetClient(string service, OtlpExportProtocol protocol, Uri endpoint)
{
    static readonly string[] Texts = ["x", "y"];
    static readonly long[] Integers = [1, 2];
    static readonly double[] Doubles = [0.5, 1.5];
    static readonly bool[] Truths = [true, false];

    readonly ResourceBuilder _resource = ResourceBuilder.CreateEmpty()
        .AddService(service, "clients", "1.2.3", autoGenerateServiceInstanceId: false, "one")
        .AddAttributes([new("host.cpus", 4L), new("host.load", 0.5), new("host.virtual", true), new("host.tags", Texts)]);

    /// <summary>Sends; fails when an exporter does not get everything through.</summary>
    internal void Send()
    {
        using var tracing = new ActivitySource(new ActivitySourceOptions("client.tracer") { Version = "0.1.0", Tags = [new("team", "shop")] });
        using var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(_resource).SetSampler(new AlwaysOnSampler()).AddSource(tracing.Name)
            .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(Options("v1/traces")))).Build();
        using var metering = new Meter(new MeterOptions("client.meter") { Version = "0.3.0" });
        using var reader = new PeriodicExportingMetricReader(new OtlpMetricExporter(Options("v1/metrics")), int.MaxValue);
        using var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(_resource).AddMeter(metering.Name).SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddView("client.size", new Base2ExponentialBucketHistogramConfiguration())
            .AddView("client.wait", new ExplicitBucketHistogramConfiguration { Boundaries = [1, 2.5, 5] })
            .AddReader(reader).Build();
        using var logging = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(options =>
        {
            (options.IncludeFormattedMessage, options.ParseStateValues, options.IncludeScopes) = (true, true, true);
            options.SetResourceBuilder(_resource).AddProcessor(new SimpleLogRecordExportProcessor(new OtlpLogExporter(Options("v1/logs"))));
        }));

        var parent = StartParent(tracing);
        using (var child = tracing.StartActivity("SELECT cart", ActivityKind.Client))
            child!.SetStatus(ActivityStatusCode.Ok);
        SendLogs(logging.CreateLogger("client.logger"));
        SendMetrics(metering);
        parent.Stop();
        traces.ForceFlush().ShouldBeTrue();
        metrics.ForceFlush().ShouldBeTrue();
        parent.Dispose();
    }

    static Activity StartParent(ActivitySource tracing)
    {
        var remote = new ActivityContext(
            ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c"), ActivitySpanId.CreateFromString("b7ad6b7169203331"), ActivityTraceFlags.Recorded, "vendor=x,other=y", isRemote: true);
        var other = new ActivityContext(
            ActivityTraceId.CreateFromString("11111111111111111111111111111111"), ActivitySpanId.CreateFromString("2222222222222222"), ActivityTraceFlags.Recorded);
        var parent = tracing.StartActivity("GET /cart", ActivityKind.Server, remote,
        [
            new("text", "héllo"), new("int", 42), new("negative", -7L), new("double", 1.5), new("yes", true), new("no", false), new("texts", Texts), new("ints", Integers),
            new("doubles", Doubles), new("bools", Truths), new("empty", ""),
        ], [new ActivityLink(other, new ActivityTagsCollection { ["reason"] = "retry", ["attempt"] = 2 })])!;
        parent.AddEvent(new ActivityEvent("cache.miss", tags: new ActivityTagsCollection { ["key"] = "cart:7", ["size"] = 3 }));
        return parent.SetStatus(ActivityStatusCode.Error, "no stock");
    }

    static void SendLogs(ILogger logger)
    {
        var failure = new InvalidOperationException("boom");
        // The delegates that the analyzer asks for are for programs that log often.
#pragma warning disable CA1848
        logger.Log(LogLevel.Warning, new EventId(7, "cart.empty"), "the cart of {User} has {Items} items for {Total}", "u1", 0, 0.5);
        logger.LogCritical(failure, "it failed");
#pragma warning restore CA1848
    }

    static void SendMetrics(Meter meter)
    {
        meter.CreateCounter<long>("client.requests", "{request}", "Requests served").Add(5, new("route", "/cart"), new("code", 200));
        meter.CreateUpDownCounter<long>("client.open", "{connection}").Add(-3, new KeyValuePair<string, object?>("pool", "a"));
        meter.CreateGauge<double>("client.temperature", "Cel", "How warm it is").Record(21.5, new KeyValuePair<string, object?>("room", "attic"));
        var wait = meter.CreateHistogram<double>("client.wait", "s", "Time waited");
        foreach (var value in new[] { 0.5, 1.5, 1.75, 3, 9 })
            wait.Record(value, new KeyValuePair<string, object?>("queue", "q"));
        var size = meter.CreateHistogram<double>("client.size", "By");
        foreach (var value in new double[] { 1, 2, 2, 4, 8, 8, 8, 16 })
            size.Record(value, new KeyValuePair<string, object?>("queue", "q"));
    }

    OtlpExporterOptions Options(string path) =>
        new() { Protocol = protocol, Endpoint = protocol == OtlpExportProtocol.Grpc ? endpoint : new Uri(endpoint, path), TimeoutMilliseconds = 60_000 };
}

using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo;

/// <summary>One running instance of a service: its resource, what it has yet to send, and its metrics.</summary>
sealed class Pod
{
    const double MegaByte = 1024 * 1024;

    internal Pod(ShopService service, string version, string name, ulong startUnixNano, int restarts = 0)
    {
        Service = service;
        Version = version;
        Name = name;
        StartUnixNano = startUnixNano;
        Metrics = new(service.Delta, startUnixNano);
        Restarts = restarts;
        Resource = NewResource();
    }

    internal ShopService Service { get; }
    internal string Name { get; }
    internal string Version { get; }
    internal int Restarts { get; }
    internal ulong StartUnixNano { get; }
    internal OtlpResource Resource { get; }
    internal MetricStore Metrics { get; }
    internal List<SpanItem> Spans { get; } = [];
    internal List<LogItem> Logs { get; } = [];
    internal List<MetricItem> Exports { get; } = [];

    /// <summary>When the pod began to leak memory, 0 when it does not.</summary>
    internal ulong LeakSince { get; set; }

    /// <summary>Whether a retired pod has sent its last metrics.</summary>
    internal bool Drained { get; set; }

    internal double MemoryBytes(ulong now, Random random)
    {
        var leaked = LeakSince == 0 ? 0 : (now - LeakSince) / 1e9 * 1.6 * MegaByte;
        return (140 + Service.Name.Length * 9 + random.NextDouble() * 24) * MegaByte + leaked;
    }

    OtlpResource NewResource() => new(
    [
        new("service.name", Service.Name), new("service.namespace", "shop"), new("service.version", Version),
        new("service.instance.id", $"{Name}.{Restarts}"), new("deployment.environment.name", "demo"),
        new("k8s.namespace.name", "shop"), new("k8s.deployment.name", Service.Name), new("k8s.pod.name", Name),
        new("k8s.container.restart_count", Restarts), new("k8s.node.name", $"node-{Name[^1] % 3 + 1}"),
        new("cloud.provider", "aws"), new("cloud.region", "eu-central-1"),
        new("telemetry.sdk.language", Service.Language), new("telemetry.sdk.name", "opentelemetry"),
        new("process.runtime.description", Service.Runtime),
    ], "https://opentelemetry.io/schemas/1.40.0");
}

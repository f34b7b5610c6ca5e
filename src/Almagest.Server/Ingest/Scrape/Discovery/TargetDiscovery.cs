using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Discovery.Consul;
using Almagest.Server.Ingest.Scrape.Discovery.Docker;
using Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Runs the finder of one discovery configuration.</summary>
sealed class TargetDiscovery(DiscoveryConfig config, TimeProvider time, ILogger logger) : IDisposable
{
    readonly ITargetFinder _finder = FinderOf(config, time, logger);
    readonly CancellationTokenSource _stop = new();
    Task _running = Task.CompletedTask;
    int _changed;

    /// <summary>The groups as last found.</summary>
    internal IReadOnlyList<TargetGroup> Groups => _finder.Groups;

    internal void Start() => _running = Task.Run(() => _finder.RunAsync(() => Volatile.Write(ref _changed, 1), _stop.Token));

    /// <summary>Whether the groups may have changed since this was asked last.</summary>
    internal bool TakeChange() => Interlocked.Exchange(ref _changed, 0) != 0;

    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }

    public void Dispose()
    {
        _finder.Dispose();
        _stop.Dispose();
    }

    static ITargetFinder FinderOf(DiscoveryConfig config, TimeProvider time, ILogger logger) => config switch
    {
        StaticDiscovery fixedGroups => new FixedFinder(fixedGroups),
        FileDiscovery files => new FileFinder(files, time, logger),
        HttpDiscovery http => new HttpFinder(http, time, logger),
        KubernetesDiscovery kubernetes => new KubernetesFinder(kubernetes, time, logger),
        DockerDiscovery docker => new DockerFinder(docker, time, logger),
        ConsulDiscovery consul => new ConsulFinder(consul, time, logger),
        _ => throw new InvalidOperationException($"discovery {config.GetType().Name} is not known"),
    };
}

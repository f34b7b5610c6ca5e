using System.Collections.Concurrent;
using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery.Consul;

/// <summary>
/// Services of a Consul catalog (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#consul_sd_config): watches the list of
/// services, and the instances of each that is wanted.
/// </summary>
sealed partial class ConsulFinder(ConsulDiscovery config, TimeProvider time, ILogger logger) : ITargetFinder
{
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);

    readonly ConsulApi _api = new(config, time);
    readonly ConcurrentDictionary<string, IReadOnlyList<TargetGroup>> _found = new(StringComparer.Ordinal);
    readonly Dictionary<string, (CancellationTokenSource Stop, Task Watch)> _watches = new(StringComparer.Ordinal);

    public IReadOnlyList<TargetGroup> Groups => [.. _found.OrderBy(static s => s.Key, StringComparer.Ordinal).SelectMany(static s => s.Value)];

    public async Task RunAsync(Action changed, CancellationToken ct)
    {
        try
        {
            var datacenter = config.Datacenter;
            while (datacenter.Length == 0)
                datacenter = await TryAsync(() => _api.DatacenterAsync(ct), ct) ?? "";
            if (config.Services.Count > 0 && config.Tags.Count == 0 && config.Filter.Length == 0)
            {
                await Task.WhenAll(config.Services.Select(service => WatchInstancesAsync(service, datacenter, changed, ct)));
                return;
            }

            await WatchAsync(
                index => _api.ServicesAsync(index, ct),
                services => FollowAsync([.. services.Where(static s => s.Value is not null).Where(s => IsWanted(s.Key, s.Value)).Select(static s => s.Key)], datacenter, changed, ct),
                ct);
        }
        finally
        {
            await FollowAsync([], "", static () => { }, CancellationToken.None);
        }
    }

    public void Dispose() => _api.Dispose();

    bool IsWanted(string service, List<string> tags) =>
        (config.Services.Count == 0 || config.Services.Contains(service)) && config.Tags.All(tags.Contains);

    /// <summary>Begins to watch services that are new, and forgets those that are gone.</summary>
    async Task FollowAsync(HashSet<string> services, string datacenter, Action changed, CancellationToken ct)
    {
        foreach (var (service, (stop, watch)) in _watches.Where(w => !services.Contains(w.Key)).ToList())
        {
            _watches.Remove(service);
            await stop.CancelAsync();
            try
            {
                await watch;
            }
            catch (OperationCanceledException)
            {
                // As asked.
            }

            stop.Dispose();
            _found.TryRemove(service, out _);
            changed();
        }

        foreach (var service in services)
        {
            if (_watches.ContainsKey(service))
                continue;
            var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            _watches[service] = (stop, WatchInstancesAsync(service, datacenter, changed, stop.Token));
        }
    }

    Task WatchInstancesAsync(string service, string datacenter, Action changed, CancellationToken ct) => WatchAsync(
        index => _api.InstancesAsync(service, index, ct),
        instances =>
        {
            _found[service] = ConsulTargets.Of(instances, service, datacenter, config.TagSeparator);
            changed();
            return Task.CompletedTask;
        },
        ct);

    /// <summary>Asks again and again, each time for what changed since the last answer.</summary>
    async Task WatchAsync<T>(Func<ulong, Task<(T Answer, ulong Index)>> ask, Func<T, Task> take, CancellationToken ct)
    {
        var last = 0UL;
        while (true)
        {
            var started = time.GetTimestamp();
            if (await TryAsync<(T Answer, ulong Index)?>(async () => await ask(last), ct) is { } found)
            {
                // The same index: nothing happened while we waited. A smaller one: the servers began anew, and so do we.
                if (found.Index != last || last == 0)
                    await take(found.Answer);
                last = found.Index < last ? 0 : found.Index;
            }

            var rest = config.Refresh - time.GetElapsedTime(started);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, time, ct);
        }
    }

    async Task<T?> TryAsync<T>(Func<Task<T>> ask, CancellationToken ct)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (!ct.IsCancellationRequested && error is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            Failed(error.Message);
            await Task.Delay(AfterFailure, time, ct);
            return default;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Consul discovery failed, the targets found before stay: {Error}")]
    partial void Failed(string error);
}

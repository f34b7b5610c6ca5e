using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Discovery;
using Almagest.Server.Ingest.Scrape.Targets;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape;

/// <summary>The targets of one job: found, relabelled, scraped. Changed by one thread, read by many.</summary>
sealed partial class ScrapePool : IDisposable
{
    readonly MetricIntake _intake;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly TargetClient _client;
    readonly ScrapeFailureLog? _failures;
    readonly List<TargetDiscovery> _discoveries;
    readonly Dictionary<string, ScrapeLoop> _loops = new(StringComparer.Ordinal);

    internal ScrapePool(ScrapeConfig config, MetricIntake intake, TimeProvider time, ILogger logger)
    {
        (Config, _intake, _time, _logger) = (config, intake, time, logger);
        _client = new TargetClient(config.Http, time);
        _failures = config.FailureLogFile.Length > 0 ? new ScrapeFailureLog(config.FailureLogFile, time) : null;
        _discoveries = [.. config.Discovery.Select(d => new TargetDiscovery(d, time, logger))];
    }

    internal ScrapeConfig Config { get; }

    /// <summary>Targets being scraped.</summary>
    internal IReadOnlyList<Target> Active { get; private set; } = [];

    /// <summary>Labels of targets that relabelling dropped, as many as are to be kept.</summary>
    internal IReadOnlyList<IReadOnlyDictionary<string, string>> Dropped { get; private set; } = [];

    /// <summary>How many targets relabelling dropped.</summary>
    internal int DroppedCount { get; private set; }

    /// <summary>Begins to look for targets.</summary>
    internal void Start()
    {
        foreach (var discovery in _discoveries)
            discovery.Start();
    }

    /// <summary>Starts and stops loops when the targets found have changed.</summary>
    internal async Task RefreshAsync()
    {
        var changed = false;
        foreach (var discovery in _discoveries)
            changed |= discovery.TakeChange();
        if (changed)
            await SyncAsync();
    }

    internal async Task StopAsync(bool markEnds)
    {
        await Task.WhenAll(_discoveries.Select(static d => d.StopAsync()));
        await Task.WhenAll(_loops.Values.Select(loop => loop.StopAsync(markEnds)));
        _loops.Clear();
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (var discovery in _discoveries)
            discovery.Dispose();
    }

    async Task SyncAsync()
    {
        var (targets, allDropped) = FindTargets();
        DroppedCount = allDropped.Count;
        var dropped = Config.KeepDropped > 0 ? allDropped.Take(Config.KeepDropped).ToList() : allDropped;
        var forced = "";
        if (Config.Limits.Targets is > 0 and var limit && targets.Count > limit)
        {
            LimitExceeded(Config.JobName, targets.Count, limit);
            forced = $"target_limit exceeded (number of targets: {targets.Count}, limit: {limit})";
        }

        foreach (var (key, loop) in _loops.Where(l => !targets.ContainsKey(l.Key)).ToArray())
        {
            _loops.Remove(key);
            await loop.StopAsync(markEnds: true);
        }

        foreach (var (key, target) in targets)
        {
            if (_loops.TryGetValue(key, out var known))
            {
                known.ForcedError = forced;
                continue;
            }

            var loop = new ScrapeLoop(target, new ScrapeMeans(_client, _failures), _intake, _time, _logger) { ForcedError = forced };
            _loops[key] = loop;
            loop.Start();
        }

        (Active, Dropped) = ([.. _loops.Values.Select(static l => l.Target)], dropped);
    }

    (Dictionary<string, Target> Targets, List<IReadOnlyDictionary<string, string>> Dropped) FindTargets()
    {
        var targets = new Dictionary<string, Target>(StringComparer.Ordinal);
        var dropped = new List<IReadOnlyDictionary<string, string>>();
        foreach (var group in _discoveries.SelectMany(static d => d.Groups))
        {
            foreach (var address in group.Addresses)
            {
                try
                {
                    if (Target.Create(address, group, Config, out var discovered) is { } target)
                        targets.TryAdd(target.Key, target);
                    else
                        dropped.Add(discovered);
                }
                catch (ConfigException error)
                {
                    NoTarget(Config.JobName, address, error.Message);
                }
            }
        }

        return (targets, dropped);
    }

    [LoggerMessage(LogLevel.Warning, "Job {Job}: {Count} targets are more than the limit of {Limit}; none is scraped")]
    partial void LimitExceeded(string job, int count, int limit);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: \"{Address}\" is no target: {Error}")]
    partial void NoTarget(string job, string address, string error);
}

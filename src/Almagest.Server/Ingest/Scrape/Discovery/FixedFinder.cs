using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Targets that stand in the configuration.</summary>
sealed class FixedFinder(StaticDiscovery config) : ITargetFinder
{
    public IReadOnlyList<TargetGroup> Groups => config.Groups;

    public Task RunAsync(Action changed, CancellationToken ct)
    {
        changed();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }
}

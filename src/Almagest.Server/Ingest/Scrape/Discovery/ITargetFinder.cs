using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Finds the target groups of one discovery configuration.</summary>
interface ITargetFinder : IDisposable
{
    /// <summary>The groups as last found. May be read by another thread than the one that looks; what fails keeps the groups known before.</summary>
    IReadOnlyList<TargetGroup> Groups { get; }

    /// <summary>Looks until <paramref name="ct"/> ends it, and calls <paramref name="changed"/> whenever <see cref="Groups"/> may differ.</summary>
    Task RunAsync(Action changed, CancellationToken ct);
}

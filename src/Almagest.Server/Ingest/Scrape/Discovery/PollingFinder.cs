using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Exposition;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Looks for targets again and again.</summary>
abstract partial class PollingFinder(TimeSpan interval, TimeProvider time, ILogger logger) : ITargetFinder
{
    public IReadOnlyList<TargetGroup> Groups { get; private set; } = [];

    public async Task RunAsync(Action changed, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var found = await FindAsync(ct);
                if (!ReferenceEquals(found, Groups))
                {
                    Groups = found;
                    changed();
                }
            }
            catch (Exception error) when (!ct.IsCancellationRequested && error is HttpRequestException or ConfigException or ExpositionException or IOException
                or OperationCanceledException or System.Text.Json.JsonException)
            {
                Failed(error.Message);
            }

            await Task.Delay(interval, time, ct);
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Looks once; <see cref="Groups"/> itself when nothing changed.</summary>
    private protected abstract Task<IReadOnlyList<TargetGroup>> FindAsync(CancellationToken ct);

    private protected virtual void Dispose(bool disposing)
    {
    }

    [LoggerMessage(LogLevel.Warning, "Target discovery failed, the targets found before stay: {Error}")]
    private protected partial void Failed(string error);
}

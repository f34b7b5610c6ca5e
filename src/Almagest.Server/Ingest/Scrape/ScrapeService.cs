using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape;

/// <summary>
/// Scrapes what a prometheus.yml says, and keeps the targets for those who ask. The file is read at start, when it changes and when
/// <see cref="ReloadAsync"/> is called; a broken one leaves the configuration before it in force, but stops the start.
/// </summary>
sealed partial class ScrapeService(PrometheusOptions options, MetricIntake intake, TimeProvider time, ILogger<ScrapeService> logger) : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _changing = new(1, 1);
    List<ScrapePool> _pools = [];
    DateTime _written;

    /// <summary>The configuration in force.</summary>
    internal PrometheusConfig Config { get; private set; } = PrometheusConfig.Empty;

    /// <summary>The jobs in force.</summary>
    internal IReadOnlyList<ScrapePool> Pools => _pools;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.ConfigFile is not null)
            await ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads the file again.</summary>
    /// <exception cref="UserErrorException">It is missing, or Prometheus would refuse it; the configuration before it stays.</exception>
    internal async Task ReloadAsync(CancellationToken ct)
    {
        if (options.ConfigFile is not { } path)
            throw new UserErrorException(UserErrorKind.Invalid, "no_config_file", "no prometheus.yml is configured: set prometheus.config_file");
        await _changing.WaitAsync(ct);
        try
        {
            var full = Path.GetFullPath(path);
            if (!File.Exists(full))
                throw new UserErrorException(UserErrorKind.Invalid, "config_missing", $"couldn't load configuration (--config.file=\"{path}\"): the file does not exist");
            _written = File.GetLastWriteTimeUtc(full);
            var read = PrometheusConfig.Parse(await File.ReadAllTextAsync(full, ct), Path.GetDirectoryName(full) ?? "");
            await ApplyAsync(read);
        }
        catch (ConfigException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "config_invalid", $"couldn't load configuration (--config.file=\"{path}\"): {error.Message}");
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // As in Prometheus: a server that stops does not declare its targets dead.
        foreach (var pool in _pools)
        {
            await pool.StopAsync(markEnds: false);
            pool.Dispose();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _changing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Look, time);
            do
            {
                await ReloadIfChangedAsync(stoppingToken);
                foreach (var pool in _pools)
                    await pool.RefreshAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task ReloadIfChangedAsync(CancellationToken ct)
    {
        if (options.ConfigFile is not { } path || !File.Exists(path) || File.GetLastWriteTimeUtc(path) == _written)
            return;
        try
        {
            await ReloadAsync(ct);
        }
        catch (UserErrorException error)
        {
            NotReloaded(error.Message);
        }
    }

    /// <summary>Puts a configuration in force: all jobs begin anew, with the ends of the old series marked.</summary>
    async Task ApplyAsync(PrometheusConfig config)
    {
        if (config.Text == Config.Text && _pools.Count > 0)
            return;
        var before = _pools;
        _pools = [];
        foreach (var pool in before)
        {
            await pool.StopAsync(markEnds: true);
            pool.Dispose();
        }

        Config = config;
        _pools = [.. config.Jobs.Select(job => new ScrapePool(job, intake, time, logger))];
        Loaded(config.Jobs.Count);
    }

    [LoggerMessage(LogLevel.Information, "prometheus.yml is loaded: {Jobs} scrape configurations")]
    partial void Loaded(int jobs);

    [LoggerMessage(LogLevel.Error, "prometheus.yml changed and is not valid, the one before stays in force: {Error}")]
    partial void NotReloaded(string error);
}

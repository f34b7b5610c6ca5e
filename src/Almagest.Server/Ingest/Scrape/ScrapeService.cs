using System.Runtime.InteropServices;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape;

/// <summary>
/// Scrapes what a prometheus.yml says, and keeps the targets for those who ask. The file is read at start, when it changes, on SIGHUP and when
/// <see cref="ReloadAsync"/> is called; a broken one leaves the configuration before it in force, but stops the start.
/// </summary>
sealed partial class ScrapeService(PrometheusOptions options, MetricIntake intake, TimeProvider time, ILogger<ScrapeService> logger) : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _changing = new(1, 1);
    List<ScrapePool> _pools = [];
    DateTime _written;
    PosixSignalRegistration? _hangUp;
    volatile bool _reloadAsked;

    /// <summary>The configuration in force.</summary>
    internal PrometheusConfig Config { get; private set; } = PrometheusConfig.Empty;

    /// <summary>Whether the last reading of the file succeeded, and when one did last.</summary>
    internal (bool Succeeded, DateTimeOffset At) LastLoad { get; private set; } = (true, DateTimeOffset.UnixEpoch);

    /// <summary>The jobs in force.</summary>
    internal IReadOnlyList<ScrapePool> Pools => _pools;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.ConfigFile is not null)
            await ReloadAsync(cancellationToken);
        if (!OperatingSystem.IsWindows())
            _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, ReloadOnSignal);
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
        catch (Exception error) when (error is ConfigException or IOException or UnauthorizedAccessException)
        {
            LastLoad = (false, LastLoad.At);
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
        _hangUp?.Dispose();
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
                await RefreshAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task RefreshAsync(CancellationToken ct)
    {
        await _changing.WaitAsync(ct);
        try
        {
            foreach (var pool in _pools)
                await pool.RefreshAsync();
        }
        finally
        {
            _changing.Release();
        }
    }

    async Task ReloadIfChangedAsync(CancellationToken ct)
    {
        if (options.ConfigFile is not { } path || !File.Exists(path) || (File.GetLastWriteTimeUtc(path) == _written && !_reloadAsked))
            return;
        _reloadAsked = false;
        try
        {
            await ReloadAsync(ct);
        }
        catch (UserErrorException error)
        {
            NotReloaded(error.Message);
        }
    }

    /// <summary>Puts a configuration in force. Jobs that did not change go on; the others end with their series marked, and begin anew.</summary>
    async Task ApplyAsync(PrometheusConfig config)
    {
        LastLoad = (true, time.GetUtcNow());
        var kept = _pools.Where(p => config.Jobs.Any(j => j.Identity == p.Config.Identity)).ToDictionary(static p => p.Config.Identity);
        var ended = _pools.Where(p => !kept.ContainsKey(p.Config.Identity)).ToList();
        _pools = [.. kept.Values];
        foreach (var pool in ended)
        {
            await pool.StopAsync(markEnds: true);
            pool.Dispose();
        }

        Config = config;
        _pools = [.. config.Jobs.Select(job => kept.GetValueOrDefault(job.Identity) ?? Begin(job))];
        Loaded(config.Jobs.Count);
    }

    ScrapePool Begin(ScrapeConfig job)
    {
        var pool = new ScrapePool(job, intake, time, logger);
        pool.Start();
        return pool;
    }

    void ReloadOnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _reloadAsked = true;
    }

    [LoggerMessage(LogLevel.Information, "prometheus.yml is loaded: {Jobs} scrape configurations")]
    partial void Loaded(int jobs);

    [LoggerMessage(LogLevel.Error, "prometheus.yml changed and is not valid, the one before stays in force: {Error}")]
    partial void NotReloaded(string error);
}

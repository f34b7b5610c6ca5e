using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Files;

/// <summary>Follows the files of a Promtail configuration while the server runs.</summary>
sealed partial class FileTailService(FileTailOptions options, ServerOptions server, LogIntake intake, PipelineMetrics metrics, TimeProvider time, ILogger<FileTailService> logger) : BackgroundService
{
    readonly Dictionary<string, Task> _tails = [];
    readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // A configuration that can not be read stops the start, as every other does.
        if (options.PromtailConfig.Length > 0)
            PromtailConfig.Read(options.PromtailConfig, metrics, time);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.PromtailConfig.Length == 0)
            return;
        var config = PromtailConfig.Read(options.PromtailConfig, metrics, time);
        foreach (var job in config.Skipped)
            Skipped(job);
        var positions = FilePositions.Open(config.Positions.Length > 0 ? config.Positions : Path.Combine(server.Data, "positions.yaml"));
        try
        {
            while (true)
            {
                foreach (var target in config.Targets)
                    Begin(target, positions, stoppingToken);
                await positions.SaveAsync(stoppingToken);
                await Task.Delay(options.SyncInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_tails.Values);
            await positions.SaveAsync(CancellationToken.None);
        }
    }

    void Begin(FileTarget target, FilePositions positions, CancellationToken ct)
    {
        foreach (var ended in _tails.Where(static t => t.Value.IsCompleted).Select(static t => t.Key).ToList())
            _tails.Remove(ended);
        foreach (var path in GlobPattern.Find(target.Pattern))
        {
            // A second job on the same file has a position of its own.
            var name = $"{target.Job}\n{path}";
            if (_tails.ContainsKey(name) || (target.Exclude.Length > 0 && GlobPattern.Matches(target.Exclude, path)))
                continue;
            var key = _tails.Keys.Any(other => other.EndsWith($"\n{path}", StringComparison.Ordinal)) ? $"{path}#{target.Job}" : path;
            _tails[name] = FollowAsync(path, target, positions, key, ct);
        }
    }

    async Task FollowAsync(string path, FileTarget target, FilePositions positions, string key, CancellationToken ct)
    {
        await Task.Yield();
        using var tail = new FileTail(path, target, positions, intake, new TailSettings(key, new TenantId(options.Tenant), time));
        Following(path);
        try
        {
            while (true)
            {
                if (await tail.ReadAsync(ct))
                    continue;
                if (tail.IsGone)
                    break;
                await Task.Delay(options.PollInterval, time, ct);
            }

            positions.Remove(key);
            Gone(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is tried again at the next look for files.
            Unreadable(path, error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Failed(error, path);
            throw;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(LogLevel.Information, "following {Path}")]
    partial void Following(string path);

    [LoggerMessage(LogLevel.Information, "{Path} is gone")]
    partial void Gone(string path);

    [LoggerMessage(LogLevel.Warning, "{Path} can not be read: {Reason}")]
    partial void Unreadable(string path, string reason);

    [LoggerMessage(LogLevel.Error, "following {Path} failed")]
    partial void Failed(Exception error, string path);

    [LoggerMessage(LogLevel.Warning, "job \"{Job}\" of the Promtail configuration has no static_configs and is left out")]
    partial void Skipped(string job);
}

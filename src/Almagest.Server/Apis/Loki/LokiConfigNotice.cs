using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Apis.Loki;

/// <summary>Tells at the start what of Loki's configuration file has no effect here.</summary>
sealed partial class LokiConfigNotice(LokiOptions options, ILogger<LokiConfigNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.ConfigFile.Length > 0 && LokiConfigFile.Read(options.ConfigFile).LeftOut is { Count: > 0 } leftOut)
            WithoutEffect(options.ConfigFile, string.Join(", ", leftOut));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "of \"{Path}\" these have no effect here: {Keys}")]
    partial void WithoutEffect(string path, string keys);
}

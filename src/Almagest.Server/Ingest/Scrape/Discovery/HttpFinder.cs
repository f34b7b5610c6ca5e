using System.Globalization;
using System.Text;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Targets;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Targets that an endpoint tells (https://prometheus.io/docs/prometheus/latest/http_sd/).</summary>
sealed class HttpFinder(HttpDiscovery config, TimeProvider time, ILogger logger) : PollingFinder(config.Refresh, time, logger)
{
    const int MaxBytes = 64 << 20;

    readonly TargetClient _client = new(config.Http, time);

    private protected override async Task<IReadOnlyList<TargetGroup>> FindAsync(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(config.Refresh);
        using var request = new HttpRequestMessage(HttpMethod.Get, config.Url);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Refresh-Interval-Seconds", config.Refresh.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        var (body, type) = await _client.GetAsync(request, MaxBytes, timeout.Token);
        using (body)
        {
            if (!type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
                throw new ConfigException($"unsupported content type \"{type}\"");
            return TargetGroupReader.Read(Encoding.UTF8.GetString(body.Span), config.Url.ToString(), "__meta_url");
        }
    }

    private protected override void Dispose(bool disposing)
    {
        _client.Dispose();
        base.Dispose(disposing);
    }
}

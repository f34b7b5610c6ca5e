using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Targets;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery.Docker;

/// <summary>
/// Containers of a Docker daemon (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#docker_sd_config), asked by the
/// Engine API (https://docs.docker.com/reference/api/engine/).
/// </summary>
sealed class DockerFinder(DockerDiscovery config, TimeProvider time, ILogger logger) : PollingFinder(config.Refresh, time, logger)
{
    const int MaxBytes = 64 << 20;

    readonly TargetClient _client = new(config.Http, time, config.Host.Scheme == "unix" ? config.Host.AbsolutePath : null);

    private protected override async Task<IReadOnlyList<TargetGroup>> FindAsync(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(config.Refresh);
        using var containers = await GetAsync("/containers/json" + Filters(), timeout.Token);
        using var networks = await GetAsync("/networks", timeout.Token);
        return new DockerTargets(config, networks.RootElement).Build(containers.RootElement);
    }

    private protected override void Dispose(bool disposing)
    {
        _client.Dispose();
        base.Dispose(disposing);
    }

    async Task<JsonDocument> GetAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Base(), path));
        var (body, _) = await _client.GetAsync(request, MaxBytes, ct);
        using (body)
            return JsonDocument.Parse(body.Memory.ToArray());
    }

    // The name of the host is not looked at when the way there is a socket.
    Uri Base() => config.Host.Scheme switch
    {
        "unix" => new Uri("http://docker"),
        "tcp" => new UriBuilder(config.Host) { Scheme = "http" }.Uri,
        _ => config.Host,
    };

    string Filters()
    {
        if (config.Filters.Count == 0)
            return "";
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in config.Filters)
            {
                writer.WriteStartObject(name);
                foreach (var value in values)
                    writer.WriteBoolean(value, true);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return "?filters=" + Uri.EscapeDataString(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}

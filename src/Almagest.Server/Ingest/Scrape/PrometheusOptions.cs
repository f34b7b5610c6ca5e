namespace Almagest.Server.Ingest.Scrape;

/// <summary>Scraping, under <c>prometheus:</c> in the configuration file.</summary>
public sealed class PrometheusOptions
{
    /// <summary>Path of a <c>prometheus.yml</c> whose <c>scrape_configs</c> are scraped; read again when it changes. Default: none.</summary>
    public string? ConfigFile { get; init; }
}

namespace Almagest.Server.Ingest.Scrape;

/// <summary>Scraping and Prometheus' API, under <c>prometheus:</c> in the configuration file.</summary>
public sealed class PrometheusOptions
{
    /// <summary>Path of a <c>prometheus.yml</c> whose <c>scrape_configs</c> are scraped; read again when it changes. Default: none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>
    /// Regular expression of the origins whose pages may read Prometheus' API in a browser, as <c>--web.cors.origin</c>; empty: none. Default: <c>.*</c>, as in Prometheus.
    /// </summary>
    public string CorsOrigin { get; init; } = ".*";
}

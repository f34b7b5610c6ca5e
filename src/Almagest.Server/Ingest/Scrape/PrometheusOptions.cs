using System.ComponentModel.DataAnnotations;
using Almagest.Server.Ingest.Scrape.Relabeling;

namespace Almagest.Server.Ingest.Scrape;

/// <summary>Scraping and Prometheus' API, under <c>prometheus:</c> in the configuration file.</summary>
public sealed class PrometheusOptions : IValidatableObject
{
    /// <summary>Path of a <c>prometheus.yml</c> whose <c>scrape_configs</c> are scraped; read again when it changes. Default: none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>
    /// Regular expression of the origins whose pages may read Prometheus' API in a browser, as <c>--web.cors.origin</c>; empty: none. Default: <c>.*</c>, as in Prometheus.
    /// </summary>
    public string CorsOrigin { get; init; } = ".*";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Fault(CorsOrigin) is { } fault ? [new ValidationResult($"prometheus.cors_origin is no regular expression: {fault}")] : [];

    static string? Fault(string pattern)
    {
        try
        {
            _ = new AnchoredRegex(pattern);
            return null;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return error.Message;
        }
    }
}

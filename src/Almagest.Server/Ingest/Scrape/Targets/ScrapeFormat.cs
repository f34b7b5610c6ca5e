using System.Globalization;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Exposition;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Which formats are asked for, and which one came.</summary>
static class ScrapeFormat
{
    static readonly (string Protocol, string Header)[] Formats =
    [
        ("OpenMetricsText1.0.0", "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8"),
        ("OpenMetricsText0.0.1", "application/openmetrics-text;version=0.0.1"),
        ("PrometheusText1.0.0", "text/plain;version=1.0.0;escaping=allow-utf-8"),
        ("PrometheusText0.0.4", "text/plain;version=0.0.4"),
    ];

    /// <summary>The Accept header, best first.</summary>
    internal static string Accept(ScrapeConfig config)
    {
        var wanted = config.Protocols.Count == 0 ? [.. Formats.Select(static f => f.Header)]
            : config.Protocols.Select(static p => Formats.FirstOrDefault(f => f.Protocol == p).Header).OfType<string>().ToList();
        var weight = wanted.Count + 1;
        return string.Join(',', wanted.Select(header => string.Create(CultureInfo.InvariantCulture, $"{header};q=0.{weight--}")).Append($"*/*;q=0.{weight}"));
    }

    /// <summary>Whether a body is OpenMetrics; else it is Prometheus' text.</summary>
    /// <exception cref="ExpositionException">It is neither, and no fallback is configured.</exception>
    internal static bool IsOpenMetrics(string contentType, ScrapeConfig config)
    {
        switch (contentType.Split(';')[0].Trim().ToLowerInvariant())
        {
            case "application/openmetrics-text":
                return true;
            case "text/plain":
                return false;
        }

        if (config.FallbackProtocol.Length > 0)
            return config.FallbackProtocol.StartsWith("OpenMetrics", StringComparison.Ordinal);
        throw new ExpositionException(contentType.Length == 0
            ? "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target"
            : $"received unsupported Content-Type \"{contentType}\" and no fallback_scrape_protocol specified for target");
    }
}

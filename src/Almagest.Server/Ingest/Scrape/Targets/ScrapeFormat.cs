using System.Globalization;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Exposition;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Which formats are asked for, and which one came.</summary>
static class ScrapeFormat
{
    const string Protobuf = "PrometheusProto";

    static readonly (string Protocol, string Header)[] Formats =
    [
        (Protobuf, "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"),
        ("OpenMetricsText1.0.0", "application/openmetrics-text;version=1.0.0"),
        ("OpenMetricsText0.0.1", "application/openmetrics-text;version=0.0.1"),
        ("PrometheusText1.0.0", "text/plain;version=1.0.0"),
        ("PrometheusText0.0.4", "text/plain;version=0.0.4"),
    ];

    /// <summary>The Accept header, best first.</summary>
    internal static string Accept(ScrapeConfig config)
    {
        // Native histograms come by protobuf only, so whoever wants them prefers it.
        var wanted = config.Protocols.Count == 0 ? [.. Formats.Where(f => f.Protocol != Protobuf || config.Histograms.Native).Select(static f => f.Header)]
            : config.Protocols.Select(static p => Formats.FirstOrDefault(f => f.Protocol == p).Header).OfType<string>().ToList();
        var weight = wanted.Count + 1;
        return string.Join(',', wanted.Select(header => string.Create(CultureInfo.InvariantCulture, $"{header}{Escaping(header, config)};q=0.{weight--}")).Append($"*/*;q=0.{weight}"));
    }

    // Only the formats that know quoted names are asked how to write them.
    static string Escaping(string header, ScrapeConfig config) => header.EndsWith("version=1.0.0", StringComparison.Ordinal) ? $";escaping={config.Escaping}" : "";

    /// <summary>In which format a body came.</summary>
    /// <exception cref="ExpositionException">It is none that is known, and no fallback is configured.</exception>
    internal static ExpositionFormat Of(string contentType, ScrapeConfig config)
    {
        switch (contentType.Split(';')[0].Trim().ToLowerInvariant())
        {
            case "application/openmetrics-text":
                return ExpositionFormat.OpenMetrics;
            case "text/plain":
                return ExpositionFormat.Text;
            case "application/vnd.google.protobuf":
                return ExpositionFormat.Protobuf;
        }

        if (config.FallbackProtocol == Protobuf)
            return ExpositionFormat.Protobuf;
        if (config.FallbackProtocol.Length > 0)
            return config.FallbackProtocol.StartsWith("OpenMetrics", StringComparison.Ordinal) ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text;
        throw new ExpositionException(contentType.Length == 0
            ? "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target"
            : $"received unsupported Content-Type \"{contentType}\" and no fallback_scrape_protocol specified for target");
    }
}

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>A prometheus.yml that Prometheus would refuse, in its words.</summary>
sealed class ConfigException(string message) : Exception(message);

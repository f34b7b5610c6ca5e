namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>How the body of a target is written.</summary>
enum ExpositionFormat
{
    /// <summary>Prometheus' text.</summary>
    Text,

    /// <summary>OpenMetrics' text.</summary>
    OpenMetrics,

    /// <summary>Delimited protobuf messages, one per family.</summary>
    Protobuf,
}

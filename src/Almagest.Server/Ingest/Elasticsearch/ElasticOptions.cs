using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>How we look to senders that expect Elasticsearch, under <c>elasticsearch:</c> in the configuration file.</summary>
public sealed class ElasticOptions
{
    /// <summary>
    /// The version shown to clients: Beats refuse a server older than themselves unless told otherwise. Three numbers; default 8.19.0.
    /// </summary>
    [RegularExpression(@"^\d+\.\d+\.\d+$")]
    public string Version { get; init; } = "8.19.0";
}

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>What became of one action of a bulk request.</summary>
/// <param name="Action">The action.</param>
/// <param name="ErrorType">The kind of error; null when the document is stored.</param>
/// <param name="Reason">What is wrong.</param>
readonly record struct BulkItem(BulkAction Action, string? ErrorType, string? Reason)
{
    /// <summary>201 or 400.</summary>
    internal int Status => ErrorType is null ? 201 : 400;
}

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>A request that is refused as a whole, in Elasticsearch's words.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">The kind of error, such as <c>illegal_argument_exception</c>.</param>
/// <param name="reason">What is wrong.</param>
sealed class ElasticException(int status, string type, string reason) : Exception(reason)
{
    /// <summary>The HTTP status.</summary>
    internal int Status { get; } = status;

    /// <summary>The kind of error.</summary>
    internal string Type { get; } = type;

    /// <summary>An argument is wrong: 400.</summary>
    internal static ElasticException IllegalArgument(string reason) => new(400, "illegal_argument_exception", reason);
}

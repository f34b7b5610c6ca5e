namespace Almagest.ClickHouse.Http;

/// <summary>ClickHouse refused or failed a statement. The message is the server's, without stack, version and prefixes.</summary>
public sealed class ClickHouseException(int code, string name, string message, string queryId, QueryPosition? position = null)
    : Exception(message)
{
    /// <summary>The server's error code, such as 241.</summary>
    public int Code { get; } = code;

    /// <summary>The server's name of the code, such as <c>MEMORY_LIMIT_EXCEEDED</c>; empty when it gave none.</summary>
    public string Name { get; } = name;

    /// <summary>The code as one of the few that callers act upon.</summary>
    public ClickHouseError Error { get; } =
        Enum.IsDefined((ClickHouseError)code) ? (ClickHouseError)code : ClickHouseError.Other;

    /// <summary>The id of the failed query.</summary>
    public string QueryId { get; } = queryId;

    /// <summary>Where in the text the error stands, when the server says so.</summary>
    public QueryPosition? Position { get; } = position;

    /// <summary>
    /// True when the same statement may succeed later without a change: overload, a network fault between servers, a table that
    /// is read-only for now, memory of the whole server (but not of this query) used up.
    /// </summary>
    public bool IsTransient => Code switch
    {
        202 or 203 or 209 or 210 or 225 or 242 or 252 or 279 or 285 or 319 or 425 or 999 => true,
        241 => !Message.Contains("Query memory limit", StringComparison.Ordinal) && !Message.Contains("(for query)", StringComparison.Ordinal),
        _ => false,
    };
}

/// <summary>A place in a statement's text.</summary>
/// <param name="Offset">Bytes of UTF-8 before it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in bytes.</param>
public sealed record QueryPosition(int Offset, int Line, int Column);

using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>The words of kinds and statuses, as TraceQL, SQL and our API write them.</summary>
public static class SpanWords
{
    static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];
    static readonly string[] Statuses = ["unset", "ok", "error"];

    /// <summary>The word of a kind.</summary>
    public static string Of(SpanKind kind) => Kinds[(int)kind];

    /// <summary>The word of a status.</summary>
    public static string Of(SpanStatus status) => Statuses[(int)status];
}

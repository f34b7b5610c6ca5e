using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>What a span waits for, by OpenTelemetry's conventions: the words people use for it.</summary>
public static class SpanCategory
{
    // First match wins: a call of a language model is an HTTP call too.
    static readonly (string Category, string[] Keys, string[] Names)[] Table =
    [
        ("LLM call", ["gen_ai.operation.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.system", "gen_ai.provider.name", "llm.model", "llm.provider"], ["llm.", "gen_ai."]),
        ("database call", ["db.system.name", "db.system", "db.statement", "db.query.text"], []),
        ("messaging", ["messaging.system", "messaging.destination.name"], []),
        ("RPC", ["rpc.system", "rpc.service"], []),
        ("HTTP call", ["http.request.method", "http.method", "url.full", "http.url"], []),
    ];

    /// <summary>The category; null for work of the application's own.</summary>
    public static string? Of(TraceSpan span)
    {
        foreach (var (category, keys, names) in Table)
        {
            if (names.Any(n => span.Name.StartsWith(n, StringComparison.OrdinalIgnoreCase)))
                return category;
            if (span.Attributes.Any(a => keys.Contains(a.Key)) && (category != "HTTP call" || span.Kind != SpanKind.Server))
                return category;
        }

        return null;
    }
}

using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>What a span waits for, by OpenTelemetry's conventions: the words people use for it.</summary>
public static class SpanCategory
{
    /// <summary>The word for calls of language models.</summary>
    internal const string Llm = "LLM call";

    /// <summary>The word for requests over HTTP.</summary>
    internal const string Http = "HTTP call";

    // First match wins: a call of a language model is an HTTP call too.
    static readonly (string Category, string[] Keys, string[] Names)[] Table =
    [
        (Llm, ["gen_ai.operation.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.system", "gen_ai.provider.name", "llm.model", "llm.provider"], ["llm.", "gen_ai."]),
        ("database call", ["db.system.name", "db.system", "db.statement", "db.query.text"], []),
        ("messaging", ["messaging.system", "messaging.destination.name"], []),
        ("RPC", ["rpc.system", "rpc.service"], []),
        (Http, ["http.request.method", "http.method", "url.full", "http.url"], []),
    ];

    /// <summary>Keys of attributes that decide.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Table.SelectMany(static t => t.Keys)];

    /// <summary>The category; null for work of the application's own.</summary>
    public static string? Of(TraceSpan span)
    {
        foreach (var (category, keys, names) in Table)
        {
            foreach (var name in names)
            {
                if (span.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                    return category;
            }

            if ((category != Http || span.Kind != SpanKind.Server) && HasAny(span.Attributes, keys))
                return category;
        }

        return null;
    }

    /// <summary>How much the category tells: 0 tells most, and work without one least.</summary>
    internal static int Rank(TraceSpan span)
    {
        var category = Of(span);
        return category is null ? int.MaxValue : Array.FindIndex(Table, t => t.Category == category);
    }

    // Asked of every span of a trace: no allocation.
    static bool HasAny(IReadOnlyList<SpanAttribute> attributes, string[] keys)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            if (Array.IndexOf(keys, attributes[i].Key) >= 0)
                return true;
        }

        return false;
    }
}

using Almagest.Model.Traces;

namespace Almagest.Tests.Query.Traces;

/// <summary>Traces written as indented text: a line is a span, <c>name start-end [word …]</c> in milliseconds; two blanks are a level.</summary>
static class SampleTraces
{
    internal const string CreateGoal = """
        POST /v1/goals/create 0-250 server
          middleware.auth 0-5
          create_goal 10-240
            vector_search.embed_goal 10-25
            llm.generate_smart_goal 26-206 llm.model=gpt-4o
              http.post->api.openai.com 28-203 client
            postgres.insert_goal 207-237 client db.system=postgresql
        """;

    internal const string Recommend = """
        GET /recommend 0-150 server
          authenticate 2-7
          ml_engine_call 8-128
            get_user_embedding 8-18
              redis_get 9-17 client db.system=redis
            ann_search 18-98
              faiss_search 19-97
            rerank 98-128
          log_usage 130-145
            postgres_insert 131-143 client db.system=postgresql
        """;

    internal static List<TraceSpan> Parse(string text)
    {
        var (spans, parents) = (new List<TraceSpan>(), new List<string>());
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var depth = (line.Length - line.TrimStart().Length) / 2;
            var words = line.Trim().Split(' ').ToList();
            var at = words.FindLastIndex(static w => char.IsDigit(w[0]) && w.Contains('-'));
            var times = words[at].Split('-').Select(static t => (long)(double.Parse(t, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000)).ToArray();
            var flags = words[(at + 1)..];
            var id = (spans.Count + 1).ToString("x16");
            parents = [.. parents.Take(depth), id];
            spans.Add(new TraceSpan
            {
                TraceId = new string('a', 32),
                SpanId = id,
                ParentSpanId = depth == 0 ? "" : parents[depth - 1],
                Service = flags.Find(static f => f.StartsWith('@'))?[1..] ?? "api",
                Name = string.Join(' ', words.Take(at)),
                Kind = flags.Contains("client") ? SpanKind.Client : flags.Contains("server") ? SpanKind.Server : SpanKind.Internal,
                Status = flags.Contains("error") ? SpanStatus.Error : SpanStatus.Unset,
                StartUnixNano = times[0],
                DurationNano = times[1] - times[0],
                Attributes = [.. flags.Where(static f => f.Contains('=')).Select(static f => Attribute(f.Split('=')))],
            });
        }

        return spans;
    }

    static SpanAttribute Attribute(string[] parts) =>
        new(parts[0], parts[1], parts[1].StartsWith('[') ? 'a' : long.TryParse(parts[1], out _) ? 'i' : parts[1] is "true" or "false" ? 'b' : double.TryParse(parts[1], out _) ? 'd' : 's');
}

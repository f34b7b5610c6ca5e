using Almagest.Cli.Otlp;
using Almagest.Server.Platform.Wire;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Scenarios.Traces;

/// <summary>Traces as OTLP requests: a line is <c>depth name start end service [kind] [key=value …]</c>, times in milliseconds.</summary>
static class SentTraces
{
    static readonly string[] Lanes = ["north", "south"];

    static readonly (UInt128 Id, string Text)[] Traces =
    [
        (0xabc1230, """
            0 POST_/v1/goals/create 0 250 goals server tenant_id=t1 goal_type=smart
            1 middleware.auth 0 5 goals
            1 create_goal 10 240 goals
            2 vector_search.embed_goal 10 25 goals
            2 llm.generate_smart_goal 26 206 goals llm.model=gpt-4o llm.tokens=523 llm.cost=0.012
            3 http.post->api.openai.com 28 203 goals client server.address=api.openai.com
            2 postgres.insert_goal 207 237 goals client db.system=postgresql db.name=goals
            """),
        (0xabc4560, """
            0 GET_/recommend 0 150 recommender server tenant_id=t2 user_id=u7
            1 authenticate 2 7 recommender
            1 ml_engine_call 8 128 recommender client
            2 get_user_embedding 8 18 ml-engine server
            3 redis_get 9 17 ml-engine client db.system=redis
            2 ann_search 18 98 ml-engine
            3 faiss_search 19 97 ml-engine
            2 rerank 98 128 ml-engine
            1 log_usage 130 145 recommender
            2 postgres_insert 131 143 recommender client db.system=postgresql db.name=usage
            """),
        (0xabc7890, """
            0 POST_/orders 0 90 shop server http.response.status_code=500 error
            1 publish_order 10 20 shop producer messaging.system=kafka messaging.destination.name=orders
            1 charge 30 80 shop client server.address=pay.example.com error
            """),
    ];

    internal static IEnumerable<ProtoWriter> All(long start)
    {
        foreach (var (id, text) in Traces)
        {
            var (spans, parents) = (new List<(string Service, SpanItem Span)>(), new List<ulong>());
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var span = Parse(line.Split(' '), id, start, (ulong)spans.Count + 1, parents);
                spans.Add(span);
            }

            yield return Request(spans);
        }

        var follower = new SpanItem { TraceId = 0xabc7891, SpanId = 1, Name = "process_order", Kind = SpanKind.Consumer, StartUnixNano = (ulong)start, EndUnixNano = (ulong)start + 1_000_000 };
        follower.Attributes.AddRange([new Attribute("messaging.system", "kafka"), new Attribute("messaging.destination.name", "orders"), new Attribute("lanes", Lanes)]);
        follower.Links.Add(new SpanLink(0xabc7890, 2, [new Attribute("reason", "order")]));
        yield return Request([("warehouse", follower)], [new Attribute("team", "logistics")]);
    }

    static ProtoWriter Request(List<(string Service, SpanItem Span)> spans, params Attribute[] scope)
    {
        var writer = new ProtoWriter();
        foreach (var group in spans.GroupBy(static s => s.Service))
            OtlpRequest.Append(writer, new OtlpResource([new Attribute("service.name", group.Key), new Attribute("service.version", "1.2.3"), new Attribute("host.cpus", 4)]),
                new OtlpScope("test", "0.1") { Attributes = scope }, group.Select(static s => s.Span));
        return writer;
    }

    static (string, SpanItem) Parse(string[] words, UInt128 trace, long start, ulong id, List<ulong> parents)
    {
        var depth = int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture);
        parents.RemoveRange(depth, parents.Count - depth);
        var span = new SpanItem
        {
            TraceId = trace, SpanId = id, ParentSpanId = depth == 0 ? 0 : parents[depth - 1], Name = words[1].Replace('_', words[1].Contains('/') ? ' ' : '_'),
            Kind = words.Skip(5).Select(static w => Enum.TryParse<SpanKind>(w, true, out var kind) ? kind : SpanKind.Unspecified).Append(SpanKind.Internal).First(static k => k != SpanKind.Unspecified),
            StartUnixNano = (ulong)(start + (long.Parse(words[2]) * 1_000_000)), EndUnixNano = (ulong)(start + (long.Parse(words[3]) * 1_000_000)),
        };
        parents.Add(id);
        foreach (var pair in words.Skip(5).Where(static w => w.Contains('=')).Select(static w => w.Split('=')))
            span.Attributes.Add(new Attribute(pair[0], long.TryParse(pair[1], out var number) ? number : pair[1]));
        if (!words.Contains("error"))
            return (words[4], span);
        (span.Status, span.StatusMessage) = (SpanStatus.Error, "declined");
        span.Events.Add(new SpanEvent("exception", span.StartUnixNano, [new Attribute("exception.type", "CardDeclined"), new Attribute("exception.message", "no money")]));
        return (words[4], span);
    }
}

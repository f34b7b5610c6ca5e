using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Flows;

/// <summary>A model with its prices in usd per million tokens and its speed in milliseconds per token of output.</summary>
sealed record LanguageModel(string Provider, string Host, string Name, double InputPrice, double OutputPrice)
{
    internal double MillisecondsPerToken { get; init; } = 9;
}

/// <summary>Calls of language models with the attributes of the conventions for generative AI.</summary>
static class LanguageModels
{
    const int MaxAttempts = 3;

    static readonly LanguageModel Embedder = new("openai", "api.openai.com", "text-embedding-3-small", 0.02, 0);

    static readonly LanguageModel[] Chatters =
    [
        new("openai", "api.openai.com", "gpt-4o", 2.5, 10) { MillisecondsPerToken = 11 },
        new("openai", "api.openai.com", "gpt-4o-mini", 0.15, 0.6) { MillisecondsPerToken = 6 },
        new("anthropic", "api.anthropic.com", "claude-sonnet-4-5", 3, 15) { MillisecondsPerToken = 13 },
    ];

    /// <summary>A customer's question: retrieval, a first answer that asks for a tool, the tool, the final answer.</summary>
    internal static int Chat(Call page) => page.Http("api-gateway", "POST", "/api/assistant/chat", gateway =>
        gateway.Http("assistant", "POST", "/chat", assistant =>
        {
            var conversation = $"conv-{assistant.Random.Next(400):x4}";
            var model = Chatters[assistant.Random.Next(Chatters.Length)];
            var answered = false;
            assistant.Child("invoke_agent shop-assistant", SpanKind.Internal, agent =>
            {
                agent.Set("gen_ai.operation.name", "invoke_agent");
                agent.Set("gen_ai.agent.name", "shop-assistant");
                agent.Set("gen_ai.conversation.id", conversation);
                Embed(agent);
                agent.Postgres("SELECT", "embeddings", "SELECT id FROM embeddings ORDER BY vector <=> $1 LIMIT 8", 11);
                answered = Complete(agent, model, conversation, "tool_calls") && Tool(agent) && Complete(agent, model, conversation, "stop");
                if (!answered) agent.Fail("rate_limit_exceeded", "the model refused every attempt");
            });
            assistant.Log(answered ? Severity.Info : Severity.Error, answered ? "conversation turn answered" : "no answer for the customer",
                new Otlp.Attribute("gen_ai.conversation.id", conversation), new Otlp.Attribute("model", model.Name));
            return answered ? 200 : 503;
        }));

    internal static void Embed(Call from) => Attempt(from, Embedder, "embeddings", 0, span =>
    {
        var tokens = span.Random.Next(8, 120);
        span.Work(45 * span.World.Conditions.LlmSlowness);
        span.Set("gen_ai.usage.input_tokens", tokens);
        span.Set("gen_ai.usage.cost", tokens * Embedder.InputPrice / 1e6);
    });

    static bool Complete(Call from, LanguageModel model, string conversation, string finish)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var throttled = from.Random.NextDouble() < from.World.Conditions.LlmThrottled;
            Attempt(from, model, "chat", throttled ? 429 : 0, span => Answer(span, model, conversation, finish));
            if (!throttled) return true;
            from.Log(Severity.Warn, "model answered 429, trying again", new Otlp.Attribute("model", model.Name), new Otlp.Attribute("attempt", attempt));
            from.Work(400 * attempt);
        }
        return false;
    }

    static void Answer(Call span, LanguageModel model, string conversation, string finish)
    {
        var input = span.Random.Next(400, 3500);
        var output = span.Random.Next(20, finish == "stop" ? 420 : 60);
        span.Set("gen_ai.conversation.id", conversation);
        span.Set("gen_ai.request.temperature", 0.2);
        span.Set("gen_ai.request.max_tokens", 1024);
        span.Set("gen_ai.response.id", $"resp_{span.Span.SpanId:x}");
        span.Set("gen_ai.response.finish_reasons", (string[])[finish]);
        span.Set("gen_ai.usage.input_tokens", input);
        span.Set("gen_ai.usage.output_tokens", output);
        span.Set("gen_ai.usage.cost", (input * model.InputPrice + output * model.OutputPrice) / 1e6);
        span.Work((300 + output * model.MillisecondsPerToken) * span.World.Conditions.LlmSlowness);
    }

    static void Attempt(Call from, LanguageModel model, string operation, int failure, Action<Call> body) =>
        from.Child($"{operation} {model.Name}", SpanKind.Client, span =>
        {
            span.Set("gen_ai.operation.name", operation);
            span.Set("gen_ai.provider.name", model.Provider);
            span.Set("gen_ai.request.model", model.Name);
            span.Set("server.address", model.Host);
            span.Set("server.port", 443);
            if (failure == 0)
            {
                span.Set("gen_ai.response.model", model.Name);
                body(span);
                return;
            }
            span.Work(60);
            span.Fail("rate_limit_exceeded", $"{model.Host} answered {failure}: rate limit reached for {model.Name}");
        });

    static bool Tool(Call from)
    {
        from.Child("execute_tool find_products", SpanKind.Internal, tool =>
        {
            tool.Set("gen_ai.operation.name", "execute_tool");
            tool.Set("gen_ai.tool.name", "find_products");
            tool.Http("catalog", "GET", "/products", Browsing.List);
        });
        return true;
    }
}

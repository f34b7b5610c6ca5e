using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo;

/// <summary>Everything the shop measures. Names and bounds follow the OpenTelemetry semantic conventions where they exist.</summary>
static class Instruments
{
    static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    internal static readonly Instrument HttpServer = Duration("http.server.request.duration", "duration of HTTP server requests");
    internal static readonly Instrument HttpClient = Duration("http.client.request.duration", "duration of HTTP client requests");
    internal static readonly Instrument RpcServer = Duration("rpc.server.call.duration", "duration of inbound calls");
    internal static readonly Instrument Db = Duration("db.client.operation.duration", "duration of database operations");
    internal static readonly Instrument Process = Duration("messaging.process.duration", "duration of processing a message");
    internal static readonly Instrument Sent = Counter("messaging.client.sent.messages", "{message}", "messages sent");
    internal static readonly Instrument LlmDuration =
        new("gen_ai.client.operation.duration", "s", "duration of language-model operations", MetricKind.ExponentialHistogram);
    internal static readonly Instrument LlmTokens =
        new("gen_ai.client.token.usage", "{token}", "tokens used per operation", MetricKind.Histogram)
        { Bounds = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536] };
    internal static readonly Instrument LlmCost = Counter("shop.llm.cost", "usd", "cost of language-model calls", integer: false);
    internal static readonly Instrument Orders = Counter("shop.orders", "{order}", "orders by outcome");
    internal static readonly Instrument Revenue = Counter("shop.revenue", "usd", "revenue of orders placed", integer: false);
    internal static readonly Instrument Active =
        new("http.server.active_requests", "{request}", "requests in flight", MetricKind.Sum) { Integer = true };
    internal static readonly Instrument Queue = new("shop.queue.depth", "{message}", "messages waiting", MetricKind.Sum) { Integer = true };
    internal static readonly Instrument Stock = Gauge("shop.inventory.stock", "{item}", "items in stock by category");
    internal static readonly Instrument Memory = Gauge("process.memory.usage", "By", "physical memory in use");
    internal static readonly Instrument Cpu = Gauge("process.cpu.utilization", "1", "share of one CPU in use");
    internal static readonly Instrument Uptime = Gauge("process.uptime", "s", "time since the process started");
    internal static readonly Instrument Threads = Gauge("process.thread.count", "{thread}", "threads");

    static Instrument Duration(string name, string text) => new(name, "s", text, MetricKind.Histogram) { Bounds = Seconds };

    static Instrument Counter(string name, string unit, string text, bool integer = true) =>
        new(name, unit, text, MetricKind.Sum, true) { Integer = integer };

    static Instrument Gauge(string name, string unit, string text) => new(name, unit, text, MetricKind.Gauge);
}

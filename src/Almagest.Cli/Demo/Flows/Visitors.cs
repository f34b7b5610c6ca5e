using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Flows;

/// <summary>People who come to the shop, and what they do there.</summary>
static class Visitors
{
    static readonly string[] Queries = ["telescope", "star chart", "red lamp", "tripod", "moon filter", "eyepiece 10mm", "astrolabe", "winter coat"];

    static readonly string[] Agents = ["Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Safari/605.1", "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0"];

    static readonly (double Share, string Method, string Route, Func<Call, int> Action)[] Pages =
    [
        (0.30, "GET", "/", Browsing.Home), (0.34, "GET", "/products/{id}", Browsing.Product), (0.14, "GET", "/search", Browsing.Search),
        (0.11, "POST", "/cart", Browsing.AddToCart), (0.07, "POST", "/checkout", Buying.Checkout), (0.04, "POST", "/assistant", LanguageModels.Chat),
    ];

    internal static string Query(Random random) => Queries[random.Next(Queries.Length)];

    /// <summary>One request of one visitor.</summary>
    internal static void Visit(World world, ulong now)
    {
        var dice = world.Random.NextDouble();
        var page = Pages[0];
        foreach (var candidate in Pages)
        {
            page = candidate;
            if ((dice -= candidate.Share) < 0) break;
        }
        var root = world.Open(world.Pick("storefront"), world.NewTraceId(), 0, $"{page.Method} {page.Route}", SpanKind.Server, now);
        root.Set("client.address", $"198.51.100.{root.Random.Next(1, 255)}");
        root.Set("user_agent.original", Agents[root.Random.Next(Agents.Length)]);
        root.Set("user.id", $"u{root.Random.Next(5000)}");
        root.Set("session.id", $"s{root.Random.Next(20000):x}");
        Wires.Serve(root, page.Method, page.Route, call =>
        {
            call.Work(2);
            var status = page.Action(call);
            call.Child("render page", SpanKind.Internal, render => render.Work(4));
            return status;
        });
        root.Log(root.Failed ? Severity.Error : Severity.Info, "request", new Otlp.Attribute("route", page.Route), new Otlp.Attribute("ms", (root.Now - now) / 1e6));
        root.Close();
    }
}

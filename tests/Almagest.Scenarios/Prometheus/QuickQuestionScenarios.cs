using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using static Almagest.Tests.Ingest.RemoteWrite.WriteMessages;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Questions that the runtime's threads for sockets answer, between others that they do not, over one connection.</summary>
public sealed class QuickQuestionScenarios(PrometheusServer server) : IClassFixture<PrometheusServer>
{
    static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task Answers_have_the_newest_sample_whatever_was_asked_before_over_the_connection()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 });
        string[] queries = ["quick", "max_over_time(quick[10m:15s])", "last_over_time(quick[5m])", "quick", "quantile_over_time(1, quick[5m])", "sum(", "quick"];
        // The steps of a subquery are multiples of its step: the newest may lie 15 seconds before the first round.
        (await WriteAsync(Now - 90, -1)).ShouldBe(HttpStatusCode.NoContent);
        for (var i = 0; i < 60; i++)
        {
            (await WriteAsync(Now - 60 + i, i)).ShouldBe(HttpStatusCode.NoContent);
            var query = queries[i % queries.Length];
            var time = (Now - 60 + i).ToString(CultureInfo.InvariantCulture);
            var (get, post) = (await AskAsync(http, query, time, isPost: false), await AskAsync(http, query, time, isPost: true));
            var expected = query == "sum(" ? "bad_data" : $"{i}";
            // The subquery's newest step may lie before the newest sample.
            if (!query.Contains(':', StringComparison.Ordinal))
                (get, post).ShouldBe((expected, expected), $"round {i}, {query}");
            post.ShouldBe(get);
        }
    }

    [Fact]
    public void Each_processor_has_a_thread_for_sockets() =>
        Directory.EnumerateDirectories($"/proc/{server.Process.Id}/task").Count(static thread => File.ReadAllText(Path.Combine(thread, "comm")).StartsWith(".NET Sockets", StringComparison.Ordinal))
            .ShouldBe(Environment.ProcessorCount);

    async Task<HttpStatusCode> WriteAsync(long time, int value) =>
        (await server.WriteAsync(1, Version1(Series1(["__name__", "quick"], (time * 1000, value))), "default")).Status;

    async Task<string> AskAsync(HttpClient http, string query, string time, bool isPost)
    {
        var address = new Uri(server.Address, "/api/v1/query");
        using var form = new FormUrlEncodedContent([new("query", query), new("time", time)]);
        using var answer = isPost
            ? await http.PostAsync(address, form)
            : await http.GetAsync(new Uri(address, $"?query={Uri.EscapeDataString(query)}&time={time}"));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return body["errorType"]?.ToString() ?? body["data"]!["result"]!.AsArray().ShouldHaveSingleItem()!["value"]![1]!.ToString();
    }
}

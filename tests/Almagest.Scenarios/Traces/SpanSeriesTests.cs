using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Traces;

/// <summary>RED metrics and the service graph as series, the way Grafana asks for them.</summary>
[Collection(TraceCollection.Name)]
public sealed class SpanSeriesTests(TraceFixture fixture)
{
    [Theory]
    [InlineData("traces_spanmetrics_calls_total{service=\"shop\"}", "span_name", "POST /orders=1 charge=1 publish_order=1")]
    [InlineData("traces_spanmetrics_calls_total{service=\"shop\",span_name=\"charge\"}", "status_code", "STATUS_CODE_ERROR=1")]
    [InlineData("traces_spanmetrics_calls_total{service=\"shop\",span_name=\"charge\"}", "span_kind", "SPAN_KIND_CLIENT=1")]
    [InlineData("traces_spanmetrics_latency_bucket{service=\"goals\",span_name=\"create_goal\",le=~\"0.128|0.256|[+]Inf\"}", "le", "+Inf=1 0.128=0 0.256=1")]
    [InlineData("traces_spanmetrics_latency_sum{service=\"goals\",span_name=\"create_goal\"}", "service", "goals=0.23")]
    [InlineData("traces_spanmetrics_latency_count{service=\"goals\",span_name=\"create_goal\"}", "service", "goals=1")]
    [InlineData("traces_spanmetrics_size_total{service=\"warehouse\"} > bool 150", "span_name", "process_order=1")]
    [InlineData("traces_spanmetrics_size_total{service=\"warehouse\"} < bool 350", "span_name", "process_order=1")]
    [InlineData("traces_service_graph_request_total{client=\"recommender\"}", "server", "ml-engine=3 postgresql usage=1")]
    [InlineData("traces_service_graph_request_total{client=\"shop\"}", "connection_type", "messaging_system=1 messaging_system=1 virtual_node=1")]
    [InlineData("traces_service_graph_request_failed_total{client=\"shop\"}", "server", "kafka orders=0 pay.example.com=1 warehouse=0")]
    [InlineData("traces_service_graph_request_server_seconds_sum{client=\"ml-engine\"}", "connection_type", "database=0.008")]
    [InlineData("traces_service_graph_request_client_seconds_bucket{client=\"recommender\",server=\"ml-engine\",le=~\"0.1|0.2\"}", "le", "0.1=0 0.2=3")]
    public Task Series_has_the_value(string query, string label, string expected) =>
        Wait.UntilAsync(async () => await fixture.PromAsync(query, label) == expected);

    [Fact]
    public async Task First_value_of_a_series_is_an_increase()
    {
        const string Query = "increase(traces_spanmetrics_calls_total{service=\"goals\",span_name=\"create_goal\"}[1h]) > bool 0.5";
        await Wait.UntilAsync(async () => await fixture.PromAsync(Query, "service") == "goals=1");
    }

    [Fact]
    public async Task Exemplar_leads_to_the_trace()
    {
        const string Path = "/api/v1/query_exemplars?query=traces_spanmetrics_latency_bucket%7Bspan_name%3D%22create_goal%22%7D&start={0}&end={1}";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Wait.UntilAsync(async () =>
        {
            var data = (await fixture.JsonAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, Path, now - 3600, now + 3600)))["data"]!.AsArray();
            return data.Count == 1 && (string)data[0]!["seriesLabels"]!["le"]! == "0.256" && (string)data[0]!["exemplars"]![0]!["labels"]!["trace_id"]! == TraceFixture.Goal;
        });
    }
}

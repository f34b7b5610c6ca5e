using Almagest.Server.Ingest.Otlp.Metrics;

namespace Almagest.Tests.Ingest.Otlp.Metrics;

public sealed class PrometheusNamesTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", false, false, "http_server_request_duration_seconds")]
    [InlineData("latency", "ms", false, false, "latency_milliseconds")]
    [InlineData("system.memory.usage", "By", false, true, "system_memory_usage_bytes")]
    [InlineData("cpu.utilization", "1", false, true, "cpu_utilization_ratio")]
    [InlineData("queue.length", "1", false, false, "queue_length")]
    [InlineData("requests", "1", true, false, "requests_total")]
    [InlineData("requests_total", "{request}", true, false, "requests_total")]
    [InlineData("requests.total.bytes", "By", true, false, "requests_bytes_total")]
    [InlineData("speed", "m/s", false, true, "speed_meters_per_second")]
    [InlineData("rate", "{request}/s", false, true, "rate_per_second")]
    [InlineData("wait.seconds", "s", false, false, "wait_seconds")]
    [InlineData("2xx", "", false, true, "_2xx")]
    [InlineData("job:rate", "", false, true, "job:rate")]
    public void Metric_gets_suffixes(string name, string unit, bool counter, bool gauge, string expected) =>
        PrometheusNames.Metric(name, unit, counter, gauge).ShouldBe(expected);

    [Theory]
    [InlineData("http.method", "http_method")]
    [InlineData("2xx", "key_2xx")]
    [InlineData("_private", "key_private")]
    [InlineData("__meta", "__meta")]
    [InlineData("ä.b", "__b")]
    public void Label_is_sanitised(string key, string expected) => PrometheusNames.Label(key).ShouldBe(expected);

    [Theory]
    [InlineData(0.005, "0.005")]
    [InlineData(10, "10")]
    [InlineData(1e-7, "0.0000001")]
    [InlineData(-1.25e-9, "-0.00000000125")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void Number_has_no_exponent(double value, string expected) => GoFloat.Format(value).ShouldBe(expected);

    [Fact]
    public void Colliding_attributes_are_joined()
    {
        var builder = new SeriesBuilder();
        builder.AddAttributes([new("a_b", "2"), new("a.b", "1"), new("job", "x")]);
        builder.Set("job", "shop/cart");
        builder.Build("m").Labels.ShouldBe([new("a_b", "1;2"), new("job", "shop/cart")]);
    }
}

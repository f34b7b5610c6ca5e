using System.Diagnostics.Metrics;
using Almagest.Server.Platform.SelfTelemetry;

namespace Almagest.Tests.Platform;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Instruments_become_lines_with_types_units_and_escaped_labels()
    {
        using var reader = new MeterReader();
        // The reader listens to the program's own meters by name.
        using var meter = new Meter("Almagest.Telemetry");
        meter.CreateCounter<long>("test.requests", "{request}", "Requests.").Add(2, new KeyValuePair<string, object?>("path", "a\"b"));
        meter.CreateHistogram<double>("test.duration", "s").Record(0.5);
        var text = PrometheusText.Write(reader.Read());
        text.ShouldContain("# HELP test_requests_total Requests.\n# TYPE test_requests_total counter\ntest_requests_total{path=\"a\\\"b\"} 2\n");
        text.ShouldContain("# TYPE test_duration_seconds summary\ntest_duration_seconds_sum 0.5\ntest_duration_seconds_count 1\n");
    }
}

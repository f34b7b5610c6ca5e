using Almagest.Cli.Otlp;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Metrics;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Ingest.Otlp.Decoding;
using MetricKind = Almagest.Cli.Otlp.MetricKind;

namespace Almagest.Tests.Ingest.Otlp.Metrics;

public sealed class PointLimitTests : IDisposable
{
    const ulong Time = 1_795_168_800_000_000_000;

    readonly TelemetryBatch _batch = new(Almagest.Telemetry.Writing.Signal.Metrics);
    readonly OtlpOptions _options = new() { MaxAttributes = 2, MaxAttributeBytes = 16 };

    public void Dispose() => _batch.Dispose();

    [Theory]
    [InlineData(1, "short", "")]
    [InlineData(2, "exactly 16 bytes", "")]
    [InlineData(3, "short", "a data point has more than 2 attributes")]
    [InlineData(1, "17 bytes are many", "an attribute of a data point is 17 bytes long, the limit is 16")]
    public void Point_beyond_the_limits_is_refused_alone(int count, string value, string reason)
    {
        var attributes = Enumerable.Range(0, count).Select(i => new Almagest.Cli.Otlp.Attribute("k" + i, value)).ToList();
        var metric = new MetricItem("m", "", "", MetricKind.Gauge) { Points = [new NumberPoint([], 0, Time, 1), new NumberPoint(attributes, 0, Time, 2)] };
        var result = Decode(SampleRequests.Of([metric]));
        result.Accepted.ShouldBe(reason.Length == 0 ? 2 : 1);
        result.Message.ShouldBe(reason.Length == 0 ? "" : "resourceMetrics[0].scopeMetrics[0].metrics[0], data point 1 of metric \"m\": " + reason);
    }

    [Fact]
    public void Attributes_of_the_resource_are_cut_to_the_limits()
    {
        Decode(SampleRequests.Of([new MetricItem("m", "", "", MetricKind.Gauge) { Points = [new NumberPoint([], 0, Time, 1)] }])).Accepted.ShouldBe(1);
        _batch.Resources.Attributes.Map.Keys.Rows.ShouldBe(2);
    }

    DecodeResult Decode(byte[] request)
    {
        var decoder = new MetricDecoder(new(), new(), TenantId.Default);
        var result = decoder.Decode(request, _batch, CapturedRequest.Context(_options));
        decoder.Pending.Commit();
        return result;
    }
}

using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Platform.Configuration;
using Almagest.Server.Platform.Wire;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Ingest.Logs;
using YamlDotNet.RepresentationModel;

namespace Almagest.Tests.Ingest.Otlp.Decoding;

public sealed class LogPipelineTests
{
    [Fact]
    public void Records_go_through_the_pipeline_of_their_tenant()
    {
        using var batch = Decode("- match: {selector: '{service_name=\"shop\"}', stages: [{static_labels: {team: checkout}}]}\n- pii: {kinds: [email]}\n- level: {}\n- drop: {expression: healthz}");
        LogRows.Bodies(batch.Logs).ShouldBe(["error for [email]"]);
        LogRows.Levels(batch.Logs).ShouldBe(["error"]);
        LogRows.Attributes(batch.Logs).ShouldBe(["count=7,to=[email],team=checkout"]);
        LogRows.Resources(batch.Logs).ShouldBe(["service.name=shop"]);
        CapturedRequest.Encode(batch.Logs);
    }

    static TelemetryBatch Decode(string stages)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(stages));
        var pipeline = PipelineReader.Read((YamlSequenceNode)yaml.Documents[0].RootNode, new StageEnvironment(".", TimeProvider.System, static () => 0, new PipelineMetrics()));
        var context = new DecodeContext(TenantId.Default, 1, new OtlpOptions(), new RetentionOptions(), new RegistrationCache(TimeProvider.System)) { LogPipeline = pipeline };
        var batch = new TelemetryBatch(Signal.Logs);
        LogDecoder.Decode(Request().Span, batch, context).ShouldBe(new DecodeResult(2, 0, ""));
        return batch;
    }

    static ReadOnlyMemory<byte> Request()
    {
        var writer = new ProtoWriter();
        var resourceLogs = writer.Begin(1);
        var resource = writer.Begin(1);
        Attribute(writer, 1, "service.name", "shop");
        writer.End(resource);
        var scope = writer.Begin(2);
        Record(writer, "error for a@example.com");
        Record(writer, "GET /healthz");
        writer.End(scope);
        writer.End(resourceLogs);
        return writer.Written;
    }

    static void Record(ProtoWriter writer, string body)
    {
        var record = writer.Begin(2);
        var value = writer.Begin(5);
        writer.Text(1, body);
        writer.End(value);
        var pair = writer.Begin(6);
        writer.Text(1, "count");
        var count = writer.Begin(2);
        writer.Varint(3, 7);
        writer.End(count);
        writer.End(pair);
        Attribute(writer, 6, "to", "b@example.com");
        writer.End(record);
    }

    static void Attribute(ProtoWriter writer, int field, string key, string text)
    {
        var pair = writer.Begin(field);
        writer.Text(1, key);
        var value = writer.Begin(2);
        writer.Text(1, text);
        writer.End(value);
        writer.End(pair);
    }
}

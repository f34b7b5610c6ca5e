using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Metrics;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Ingest.Otlp.Metrics;

public sealed class MetricDecoderTests : IDisposable
{
    readonly TelemetryBatch _batch = new(Signal.Metrics);
    readonly SeriesCache _cache = new();
    readonly DeltaState _state = new();

    public void Dispose() => _batch.Dispose();

    [Fact]
    public void Captured_request_becomes_rows_of_equal_length()
    {
        var body = Captured();
        var result = Decode(body);
        result.Rejected.ShouldBe(0, result.Message);
        result.Accepted.ShouldBeGreaterThan(0);
        _batch.Samples.Rows.ShouldBeGreaterThanOrEqualTo(result.Accepted);
        _batch.Series.Rows.ShouldBeGreaterThan(0);
        _batch.Resources.Rows.ShouldBe(1);
        Encode();
        var samples = _batch.Samples.Rows;
        Decode(body).ShouldBe(result);
        _batch.Samples.Rows.ShouldBe(samples * 2);
    }

    [Fact]
    public void Truncated_request_is_refused_or_shorter_but_never_crashes()
    {
        var body = Captured();
        for (var length = 0; length < body.Length; length++)
        {
            using var batch = new TelemetryBatch(Signal.Metrics);
            var decoder = new MetricDecoder(_cache, _state, TenantId.Default);
            try
            {
                decoder.Decode(body.AsSpan(0, length), batch, Context());
            }
            catch (OtlpFormatException)
            {
                // What a truncated request is for.
            }

            decoder.Pending.Rollback();
        }
    }

    DecodeResult Decode(byte[] body)
    {
        var decoder = new MetricDecoder(_cache, _state, TenantId.Default);
        var result = decoder.Decode(body, _batch, Context());
        decoder.Pending.Commit();
        return result;
    }

    void Encode()
    {
        using var output = new Almagest.ClickHouse.Formats.ByteBuffer();
        _batch.Resources.Encode(output);
        _batch.Scopes.Encode(output);
        _batch.Series.Encode(output);
        _batch.Samples.Encode(output);
        _batch.Histograms.Encode(output);
        _batch.Exemplars.Encode(output);
    }

    static DecodeContext Context() => new(TenantId.Default, 1_700_000_000_000_000_000, new OtlpOptions(), new RetentionOptions(),
        new RegistrationCache(TimeProvider.System));

    static byte[] Captured()
    {
        const string name = "otlp/js-sdk/005__v1_metrics.bin";
        var shared = Environment.GetEnvironmentVariable("ALMAGEST_SHARED");
        if (shared is not null)
            return File.ReadAllBytes(Path.Combine(shared, "data", name));
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared/data", name);
            if (File.Exists(path))
                return File.ReadAllBytes(path);
        }

        throw new FileNotFoundException($"\"{name}\" was not found: set ALMAGEST_SHARED to the folder that holds \"data\"");
    }
}

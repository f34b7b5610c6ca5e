using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Ingest.Otlp.Decoding;

/// <summary>Requests recorded from the OpenTelemetry SDK for JavaScript, and what is needed to decode them.</summary>
static class CapturedRequest
{
    internal const long Received = 1_700_000_000_000_000_000;

    internal static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Shared(), "data", "otlp", "js-sdk", name));

    internal static DecodeContext Context(OtlpOptions? options = null) => new(
        new TenantId("default"), Received, options ?? new OtlpOptions(), new RetentionOptions(), new RegistrationCache(TimeProvider.System));

    internal static void Encode(Block block)
    {
        using var output = new ByteBuffer();
        block.Encode(output);
        output.Length.ShouldBeGreaterThan(0);
    }

    static string Shared()
    {
        if (Environment.GetEnvironmentVariable("ALMAGEST_SHARED") is { Length: > 0 } configured)
            return configured;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "data")))
                return shared;
        }

        throw new DirectoryNotFoundException("no folder \"shared/data\" above the tests; set ALMAGEST_SHARED");
    }
}

using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Loki;
using Almagest.Server.Platform.Configuration;
using Almagest.Server.Platform.Wire;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Ingest.Loki;

/// <summary>Decodes push requests into a batch of their own.</summary>
sealed class PushFixture : IDisposable
{
    // 2026-11-21 00:00:00 UTC.
    internal const long Now = 1_795_219_200_000_000_000;
    internal const long Second = 1_000_000_000;

    readonly TelemetryBatch _rows = new(Signal.Logs);

    internal PushFixture(LogIntakeOptions? options = null, RecentLines? recent = null)
    {
        options ??= new LogIntakeOptions();
        Batch = new LogBatch(_rows, TenantId.Default, "loki"u8.ToArray(), options, new RegistrationCache(TimeProvider.System), Now);
        Context = new PushContext(Batch, new LogStreams(options, new RetentionOptions()), recent ?? new RecentLines(options));
    }

    internal LogBatch Batch { get; }

    internal PushContext Context { get; }

    internal LogBlock Logs => _rows.Logs;

    internal TelemetryBatch Rows => _rows;

    internal PushFixture Json(string json)
    {
        PushJson.Decode(Encoding.UTF8.GetBytes(json), Context);
        return this;
    }

    internal PushFixture Protobuf(string labels, params (long Time, string Line, (string, string)[] Metadata)[] entries)
    {
        var writer = new ProtoWriter();
        var stream = writer.Begin(1);
        writer.Text(1, labels);
        foreach (var (time, line, metadata) in entries)
        {
            var entry = writer.Begin(2);
            var timestamp = writer.Begin(1);
            writer.Varint(1, (ulong)(time / Second));
            writer.Varint(2, (ulong)(time % Second));
            writer.End(timestamp);
            writer.Text(2, line);
            foreach (var (name, value) in metadata)
            {
                var pair = writer.Begin(3);
                writer.Text(1, name);
                writer.Text(2, value);
                writer.End(pair);
            }

            writer.End(entry);
        }

        writer.End(stream);
        PushDecoder.Decode(writer.Written.Span, Context);
        return this;
    }

    public void Dispose()
    {
        Context.Dispose();
        _rows.Dispose();
    }
}

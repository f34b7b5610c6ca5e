using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Loki;

/// <summary>The encodings of a push request.</summary>
enum PushFormat
{
    /// <summary>Protobuf, compressed with snappy.</summary>
    Protobuf,

    /// <summary>JSON of the present API.</summary>
    Json,

    /// <summary>JSON of the API before Loki 1.0.</summary>
    LegacyJson,
}

/// <summary>Stores push requests: good lines are kept though others are refused.</summary>
sealed class PushReceiver(LogIntake intake, RecentLines recent)
{
    static readonly byte[] Source = "loki"u8.ToArray();

    /// <summary>Largest request, compressed or not.</summary>
    internal int MaxRequestBytes => intake.MaxRequestBytes;

    /// <summary>Stores a request; returns what was refused.</summary>
    /// <exception cref="UserErrorException">The request can not be read; nothing of it is kept.</exception>
    /// <exception cref="Telemetry.Writing.WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal async Task<PushFaults> ReceiveAsync(PushFormat format, ReadOnlyMemory<byte> body, TenantId tenant, CancellationToken ct)
    {
        var batch = intake.Begin(tenant, Source);
        PushFaults faults;
        List<LineKey> kept;
        try
        {
            (faults, kept) = Decode(format, body, batch);
        }
        catch
        {
            intake.Discard(batch);
            throw;
        }

        await intake.StoreAsync(batch, body.Span, ct);
        recent.Add(kept);
        return faults;
    }

    (PushFaults Faults, List<LineKey> Kept) Decode(PushFormat format, ReadOnlyMemory<byte> body, LogBatch batch)
    {
        using var context = new PushContext(batch, intake.Streams, recent);
        try
        {
            switch (format)
            {
                case PushFormat.Json:
                    PushJson.Decode(body.Span, context);
                    break;
                case PushFormat.LegacyJson:
                    LegacyPushJson.Decode(body, context);
                    break;
                default:
                    using (var message = new ByteBuffer(body.Length * 4))
                    {
                        SnappyBlock.Decompress(body.Span, message, intake.MaxRequestBytes);
                        PushDecoder.Decode(message.Span, context);
                    }

                    break;
            }
        }
        catch (Exception error) when (error is JsonException or OtlpFormatException or InvalidOperationException)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_body", error.Message);
        }

        return context.StreamCount > 0 ? (context.Faults, context.Kept)
            : throw new UserErrorException(UserErrorKind.LimitExceeded, "no_streams", "error at least one valid stream is required for ingestion");
    }
}

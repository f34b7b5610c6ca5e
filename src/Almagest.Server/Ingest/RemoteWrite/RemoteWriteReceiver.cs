using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>Stores requests of remote write: good series of a request are kept though others are refused.</summary>
sealed class RemoteWriteReceiver(MetricIntake intake, SeriesCache cache, MetricFamilies families, IntakeOptions options)
{
    static readonly byte[] Source = "remote-write"u8.ToArray();

    /// <summary>Largest request, compressed or not.</summary>
    internal int MaxRequestBytes => options.MaxRequestBytes;

    /// <summary>Stores a request.</summary>
    /// <param name="version">1 or 2.</param>
    /// <param name="body">The message, compressed.</param>
    /// <param name="tenant">Owner of the rows.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="Otlp.Decoding.OtlpFormatException">The message is not valid; nothing of it is kept.</exception>
    /// <exception cref="UserErrorException">The body is no snappy, or too large.</exception>
    /// <exception cref="WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal async Task<WriteOutcome> ReceiveAsync(int version, ReadOnlyMemory<byte> body, TenantId tenant, CancellationToken ct)
    {
        var outcome = new WriteOutcome();
        var batch = intake.Begin(tenant, Source);
        try
        {
            Decode(version, body.Span, new WriteContext(batch, intake, cache, families, outcome));
        }
        catch
        {
            intake.Discard(batch);
            throw;
        }

        await intake.StoreAsync(batch, body.Span, ct);
        return outcome;
    }

    void Decode(int version, ReadOnlySpan<byte> body, WriteContext context)
    {
        using var message = new ByteBuffer();
        SnappyBlock.Decompress(body, message, options.MaxRequestBytes);
        if (version == 2)
            Version2Decoder.Decode(message.Span, context);
        else
            Version1Decoder.Decode(message.Span, context);
    }
}

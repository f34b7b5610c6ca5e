using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Documents;
using Almagest.Server.Ingest.Logs.Network;
using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Beats;

/// <summary>
/// Receives events of Filebeat and its kin. A window is acknowledged after its events are stored durably; while that takes long the sender
/// is told that we are alive, so that it does not send them again.
/// </summary>
sealed class BeatsListener(ServerOptions server, BeatsOptions options, LogIntake intake, TimeProvider time, ILogger<BeatsListener> logger)
    : ConnectionListener("beats-listen", server.BeatsListen, logger)
{
    // Filebeat gives up after 30 s without a sign.
    static readonly TimeSpan SignInterval = TimeSpan.FromSeconds(5);
    static readonly byte[] Source = "beats"u8.ToArray();

    // A window with more than this is stored and acknowledged in parts.
    const int MaxGatheredBytes = 16 << 20;
    const int ReadBytes = 64 << 10;

    readonly TenantId _tenant = new(options.Tenant);
    readonly byte[] _index = Encoding.UTF8.GetBytes(options.Index);
    readonly BeatsSecurity _security = new(options);

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, CancellationToken ct)
    {
        await using var connection = await _security.OpenAsync(socket, ct);
        using var window = new LumberjackWindow(options.MaxFrameBytes);
        var input = new ByteBuffer(ReadBytes);
        try
        {
            while (await connection.ReadAsync(input.GetMemory(ReadBytes), ct) is > 0 and var read)
            {
                input.Advance(read);
                var at = 0;
                while (window.Take(input.Span[at..]) is > 0 and var taken)
                {
                    at += taken;
                    if (window.IsComplete || window.Documents.Length > MaxGatheredBytes)
                        await StoreAsync(connection, window, ct);
                }

                input = Rest(input, at);
            }
        }
        finally
        {
            input.Dispose();
        }
    }

    static ByteBuffer Rest(ByteBuffer input, int from)
    {
        if (from == 0)
            return input;
        var rest = new ByteBuffer(ReadBytes);
        rest.Write(input.Span[from..]);
        input.Dispose();
        return rest;
    }

    async Task StoreAsync(Stream connection, LumberjackWindow window, CancellationToken ct)
    {
        var storing = intake.StoreUntilTakenAsync(_tenant, Source, window.Documents.Memory, batch => Append(batch, window.Documents), ct);
        while (await Task.WhenAny(storing, Task.Delay(SignInterval, time, ct)) != storing)
            await SendAsync(connection, window.Version, 0, ct);
        await storing;
        await SendAsync(connection, window.Version, window.Sequence, ct);
        window.ClearDocuments();
        if (window.IsComplete)
            window.Clear();
    }

    void Append(LogBatch batch, ByteBuffer documents)
    {
        using var writer = new DocumentWriter(batch, intake.Streams, new LogDocument(intake.Options));
        var rest = documents.Span;
        // The protocol knows no refusal: a document that can not be kept is counted and acknowledged like others.
        while (Gathered.TryNext(ref rest, out var document))
            writer.Append(document, _index);
    }

    static async Task SendAsync(Stream connection, byte version, uint sequence, CancellationToken ct)
    {
        var answer = new byte[6];
        (answer[0], answer[1]) = (version, (byte)'A');
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(2), sequence);
        await connection.WriteAsync(answer, ct);
        await connection.FlushAsync(ct);
    }
}

using System.IO.Pipelines;
using System.Net.Sockets;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Logs.Network;
using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Syslog;

/// <summary>Receives syslog by TCP. While messages are stored nothing more than a few megabytes is read: a slow store slows the sender.</summary>
sealed class SyslogTcpListener(ServerOptions server, SyslogOptions options, SyslogReceiver receiver, ILogger<SyslogTcpListener> logger)
    : ConnectionListener("syslog-listen", server.SyslogListen, logger)
{
    const int MaxWaitingBytes = 4 << 20;

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, CancellationToken ct)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Math.Max(MaxWaitingBytes, options.MaxMessageBytes * 2)));
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var filling = FillAsync(socket, pipe.Writer, both.Token);
        try
        {
            await StoreAsync(pipe.Reader, ct);
        }
        finally
        {
            await both.CancelAsync();
            await filling;
        }
    }

    static async Task FillAsync(Socket socket, PipeWriter writer, CancellationToken ct)
    {
        try
        {
            while (await socket.ReceiveAsync(writer.GetMemory(16 << 10), ct) is > 0 and var read)
            {
                writer.Advance(read);
                if ((await writer.FlushAsync(ct)).IsCompleted)
                    break;
            }

            await writer.CompleteAsync();
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // What came whole before the connection broke is a message like others.
            await writer.CompleteAsync();
        }
    }

    async Task StoreAsync(PipeReader reader, CancellationToken ct)
    {
        using var messages = new ByteBuffer(64 << 10);
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var rest = read.Buffer;
            messages.Clear();
            try
            {
                SyslogFrames.Take(ref rest, messages, options.MaxMessageBytes, read.IsCompleted);
            }
            finally
            {
                // Messages before one that is too long are kept.
                if (messages.Length > 0)
                    await receiver.StoreAsync(messages, ct);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                return;
        }
    }
}

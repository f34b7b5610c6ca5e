using System.Net;
using System.Net.Sockets;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Jaeger;

/// <summary>
/// Receives batches as Jaeger's agent does: one message of Thrift's compact or binary protocol a datagram. UDP has no answer: what cannot be read
/// or stored is lost and logged. Datagrams are stored one after the other, so a burst waits in the socket's buffer.
/// </summary>
sealed partial class JaegerUdpListener(JaegerOptions options, OtlpReceiver receiver, ILogger<JaegerUdpListener> logger) : BackgroundService
{
    const int BufferBytes = 8 << 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Udp.Length == 0)
            return;
        var address = ListenAddress.Parse("jaeger:udp", options.Udp);
        using var socket = new UdpClient(new IPEndPoint(address.Host, address.Port));
        socket.Client.ReceiveBufferSize = BufferBytes;
        Listening(logger, options.Udp);
        try
        {
            while (true)
                await StoreAsync((await socket.ReceiveAsync(stoppingToken)).Buffer, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task StoreAsync(byte[] datagram, CancellationToken ct)
    {
        try
        {
            var arguments = ThriftReader.ReadMessage(datagram);
            var batch = arguments.GetValueOrDefault(1) as Dictionary<int, object> ?? throw ThriftReader.Invalid("the message holds no batch");
            await receiver.ReceiveAsync(Signal.Traces, JaegerBatch.ToOtlp(batch).Written, TenantId.Default, ct);
        }
        catch (Exception error) when (error is UserErrorException or WriteRejectedException or ClickHouseException or StoreUnavailableException)
        {
            Lost(logger, datagram.Length, error.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Jaeger's agent protocol is received on udp {Address}")]
    static partial void Listening(ILogger logger, string address);

    [LoggerMessage(LogLevel.Warning, "a datagram of {Bytes} bytes was lost: {Reason}")]
    static partial void Lost(ILogger logger, int bytes, string reason);
}

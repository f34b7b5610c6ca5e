using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Syslog;

/// <summary>
/// Receives syslog by UDP, a message a datagram. UDP has no answer: what comes while too much waits for the store is lost, counted and logged.
/// </summary>
sealed partial class SyslogUdpListener(ServerOptions server, SyslogReceiver receiver, TimeProvider time, ILogger<SyslogUdpListener> logger) : BackgroundService
{
    const int SocketBufferBytes = 8 << 20;
    const int MaxDatagramBytes = 64 << 10;
    const int MaxWaiting = 50_000;

    static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });
    readonly ILogger _logger = logger;
    long _lost;
    long _reportedAt;

    /// <summary>Where it really listens; null before it does, and without an address.</summary>
    internal IPEndPoint? LocalEndPoint { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (server.SyslogListen.Length == 0)
            return;
        var address = ListenAddress.Parse("syslog-listen", server.SyslogListen);
        using var socket = new Socket(address.Host.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = SocketBufferBytes };
        socket.Bind(new IPEndPoint(address.Host, address.Port));
        LocalEndPoint = (IPEndPoint?)socket.LocalEndPoint;
        var storing = StoreAsync(stoppingToken);
        try
        {
            var buffer = new byte[MaxDatagramBytes];
            while (true)
                Enqueue(buffer.AsSpan(0, await socket.ReceiveAsync(buffer, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await storing;
        }
    }

    void Enqueue(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length == 0 || _waiting.Writer.TryWrite(datagram.ToArray()))
            return;
        _lost++;
        if (_reportedAt != 0 && time.GetElapsedTime(_reportedAt) < ReportInterval)
            return;
        _reportedAt = time.GetTimestamp();
        Lost(_lost);
    }

    async Task StoreAsync(CancellationToken ct)
    {
        using var messages = new ByteBuffer(64 << 10);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(ct))
            {
                messages.Clear();
                while (messages.Length < 4 << 20 && _waiting.Reader.TryRead(out var datagram))
                    messages.WriteString(datagram);
                await receiver.StoreAsync(messages, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} datagrams of syslog were lost since the start: the store is behind")]
    partial void Lost(long count);
}

using System.Net;
using System.Net.Sockets;
using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>Receives datagrams and connections of StatsD clients.</summary>
sealed partial class StatsDListener(StatsDOptions options, StatsDAggregator aggregator, ILogger<StatsDListener> logger) : BackgroundService
{
    const int BufferBytes = 8 << 20;
    const int MostConnections = 1000;

    // A line is a name, a value and some tags: more than this is no line.
    const int LongestLine = 64 << 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(ReceiveDatagramsAsync(stoppingToken), AcceptAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task ReceiveDatagramsAsync(CancellationToken ct)
    {
        if (options.Udp.Length == 0)
            return;
        var address = ListenAddress.Parse("statsd:udp", options.Udp);
        using var socket = new UdpClient(new IPEndPoint(address.Host, address.Port));
        socket.Client.ReceiveBufferSize = BufferBytes;
        Listening("udp", options.Udp);
        var buffer = new byte[64 << 10];
        while (true)
        {
            var length = await socket.Client.ReceiveAsync(buffer, ct);
            aggregator.Add(buffer.AsSpan(0, length));
        }
    }

    async Task AcceptAsync(CancellationToken ct)
    {
        if (options.Tcp.Length == 0)
            return;
        var address = ListenAddress.Parse("statsd:tcp", options.Tcp);
        using var listener = new TcpListener(address.Host, address.Port);
        listener.Start();
        Listening("tcp", options.Tcp);
        using var slots = new SemaphoreSlim(MostConnections);
        var open = new List<Task>();
        try
        {
            while (true)
            {
                await slots.WaitAsync(ct);
                var client = await listener.AcceptTcpClientAsync(ct);
                open.RemoveAll(static t => t.IsCompleted);
                open.Add(ServeAsync(client, slots, ct));
            }
        }
        finally
        {
            await Task.WhenAll(open);
        }
    }

    async Task ServeAsync(TcpClient client, SemaphoreSlim slots, CancellationToken ct)
    {
        try
        {
            using (client)
                await ReadLinesAsync(client.GetStream(), ct);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            ConnectionEnded(error.Message);
        }
        finally
        {
            slots.Release();
        }
    }

    async Task ReadLinesAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[LongestLine];
        var held = 0;
        while (await stream.ReadAsync(buffer.AsMemory(held), ct) is > 0 and var read)
        {
            held += read;
            var end = buffer.AsSpan(0, held).LastIndexOf((byte)'\n') + 1;
            if (end == 0 && held == buffer.Length)
            {
                ConnectionEnded($"a line is longer than {LongestLine} bytes");
                return;
            }

            aggregator.Add(buffer.AsSpan(0, end));
            buffer.AsSpan(end, held - end).CopyTo(buffer);
            held -= end;
        }

        // The last line needs no end.
        aggregator.Add(buffer.AsSpan(0, held));
    }

    [LoggerMessage(LogLevel.Information, "StatsD is received on {Protocol} {Address}")]
    partial void Listening(string protocol, string address);

    [LoggerMessage(LogLevel.Debug, "A StatsD connection ended: {Reason}")]
    partial void ConnectionEnded(string reason);
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Logs.Network;

/// <summary>Accepts TCP connections on an address and serves each until it closes or the server stops. Without an address it does nothing.</summary>
abstract partial class ConnectionListener(string option, string address, ILogger log) : BackgroundService
{
    // A sender holds one connection; a leak in one of them shall not take all of our handles.
    const int MaxConnections = 2000;

    readonly ILogger _logger = log;
    readonly ConcurrentDictionary<Task, bool> _connections = new();

    /// <summary>Where it really listens; null before it does, and without an address.</summary>
    internal IPEndPoint? LocalEndPoint { get; private set; }

    /// <summary>Serves a connection; returning closes it.</summary>
    protected abstract Task ServeAsync(Socket socket, CancellationToken ct);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (address.Length == 0)
            return;
        var listen = ListenAddress.Parse(option, address);
        using var listener = new TcpListener(listen.Host, listen.Port);
        listener.Start();
        LocalEndPoint = (IPEndPoint)listener.LocalEndpoint;
        Listening(option, LocalEndPoint);
        try
        {
            while (true)
                Begin(await listener.AcceptSocketAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_connections.Keys);
        }
    }

    void Begin(Socket socket, CancellationToken ct)
    {
        if (_connections.Count >= MaxConnections)
        {
            TooMany(option, MaxConnections);
            socket.Dispose();
            return;
        }

        var serving = ServeGuardedAsync(socket, ct);
        _connections[serving] = true;
        serving.ContinueWith(done => _connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    async Task ServeGuardedAsync(Socket socket, CancellationToken ct)
    {
        await Task.Yield();
        using (socket)
        {
            var peer = socket.RemoteEndPoint;
            try
            {
                await ServeAsync(socket, ct);
            }
            catch (Exception error) when (error is IOException or SocketException or InvalidDataException)
            {
                Broken(option, peer, error.Message);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The server stops.
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Option} is received on {Address}")]
    partial void Listening(string option, IPEndPoint address);

    [LoggerMessage(LogLevel.Warning, "a connection of {Option} from {Peer} was closed: {Reason}")]
    partial void Broken(string option, EndPoint? peer, string reason);

    [LoggerMessage(LogLevel.Warning, "a connection of {Option} was refused: {Limit} are open")]
    partial void TooMany(string option, int limit);
}

using System.Net;
using System.Net.Sockets;

namespace Almagest.Scenarios.ClickHouse.Http;

/// <summary>Forwards TCP connections; the first <paramref name="cuts"/> of them are cut instead of handing the server's first bytes on.</summary>
sealed class CuttingProxy(Uri target, int cuts) : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly List<Task> _connections = [];
    Task _accepting = Task.CompletedTask;

    public int Connections { get; private set; }

    public Uri Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client, cut: ++Connections <= cuts));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    async Task ServeAsync(TcpClient client, bool cut)
    {
        using var server = new TcpClient();
        using (client)
            try
            {
                await server.ConnectAsync(target.Host, target.Port, _stop.Token);
                var upstream = client.GetStream().CopyToAsync(server.GetStream(), _stop.Token);
                // The server answers only after it has stored the body: from here on the client must not learn of it.
                if (cut)
                    await server.GetStream().ReadExactlyAsync(new byte[1], _stop.Token);
                else
                    await Task.WhenAny(upstream, server.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
            }
            catch (Exception broken) when (broken is IOException or OperationCanceledException or SocketException)
            {
                // One of the two ends went away, which is what this proxy is for.
            }
    }
}

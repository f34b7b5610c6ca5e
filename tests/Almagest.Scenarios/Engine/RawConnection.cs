using System.Net;
using System.Net.Sockets;

namespace Almagest.Scenarios.Engine;

/// <summary>Sends bytes over a connection of its own and leaves.</summary>
static class RawConnection
{
    public static async Task SendAsync(int port, byte[] bytes, Ending ending)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        try
        {
            await socket.SendAsync(bytes);
            if (ending == Ending.Reset)
                socket.LingerState = new LingerOption(true, 0);
            if (ending == Ending.Finish)
                await DrainAsync(socket);
        }
        catch (SocketException)
        {
            // The server has hung up first, as it may.
        }
    }

    static async Task DrainAsync(Socket socket)
    {
        socket.Shutdown(SocketShutdown.Send);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // A server that keeps the connection open is no failure here.
        }
    }
}

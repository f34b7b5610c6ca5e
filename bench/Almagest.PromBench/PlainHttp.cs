using System.Net.Sockets;
using System.Text;

namespace Almagest.PromBench;

/// <summary>One kept connection that asks and waits, with as little of its own cost as possible: answers take a third of a millisecond.</summary>
sealed class PlainHttp : IDisposable
{
    readonly Uri _server;
    readonly string _host;
    Socket _socket;
    byte[] _buffer = new byte[1 << 20];

    internal PlainHttp(Uri server)
    {
        (_server, _host) = (server, server.Authority);
        _socket = Connect();
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Asks; gives the number of bytes of the answer.</summary>
    /// <exception cref="InvalidOperationException">The answer is no success.</exception>
    internal int Get(string path)
    {
        // VictoriaMetrics closes connections after two minutes.
        if (_socket.Poll(0, SelectMode.SelectRead))
        {
            _socket.Dispose();
            _socket = Connect();
        }

        _socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {_host}\r\n\r\n"));
        var have = 0;
        int end;
        while ((end = _buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
            have += Receive(have);
        var head = Encoding.ASCII.GetString(_buffer, 0, end);
        var start = end + 4;
        var length = head.Split("\r\n").FirstOrDefault(static l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (length is not null)
        {
            for (var whole = start + int.Parse(length[15..], System.Globalization.CultureInfo.InvariantCulture); have < whole;)
                have += Receive(have);
        }
        else
        {
            // Chunked: the last chunk is empty, and no JSON holds these bytes.
            while (!_buffer.AsSpan(start, have - start).EndsWith("0\r\n\r\n"u8))
                have += Receive(have);
        }

        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            throw new InvalidOperationException($"{_host}{path} answered {Encoding.UTF8.GetString(_buffer, 0, have)}");
        return have - start;
    }

    Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(_server.Host, _server.Port);
        return socket;
    }

    int Receive(int have)
    {
        if (have == _buffer.Length)
            Array.Resize(ref _buffer, have * 2);
        var read = _socket.Receive(_buffer.AsSpan(have));
        return read > 0 ? read : throw new InvalidOperationException($"{_host} closed the connection");
    }
}

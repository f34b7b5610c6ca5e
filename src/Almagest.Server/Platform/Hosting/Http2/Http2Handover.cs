using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Almagest.Server.Platform.Hosting.Http2;

/// <summary>
/// A listener without a port: its connections came to another one, and turned out to speak HTTP/2. Kestrel chooses the protocol of a
/// connection without TLS by its listener, so this is how one port serves both (docs/decisions/0130-http2-on-the-main-port.md).
/// </summary>
sealed class Http2Handover : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    // Kestrel takes them as soon as it can.
    readonly Channel<ConnectionContext> _waiting = Channel.CreateBounded<ConnectionContext>(64);

    /// <summary>Where Kestrel is told to listen for them.</summary>
    internal static EndPoint Place { get; } = new HandoverEndPoint();

    /// <inheritdoc/>
    public EndPoint EndPoint => Place;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is HandoverEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    /// <summary>Serves a connection as HTTP/2, to its end. The transport stays with the caller.</summary>
    internal async Task ServeAsync(ConnectionContext connection)
    {
        var lent = new LentConnection(connection);
        // After the listener ended, the server ends too.
        if (await _waiting.Writer.WaitToWriteAsync() && _waiting.Writer.TryWrite(lent))
            await lent.Served;
    }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _waiting.Reader.WaitToReadAsync(cancellationToken) && _waiting.Reader.TryRead(out var connection) ? connection : null;

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    sealed class HandoverEndPoint : EndPoint
    {
        public override string ToString() => "http2.main";
    }
}

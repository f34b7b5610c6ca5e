using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Almagest.Server.Platform.Hosting.Http2;

/// <summary>A connection in the hands of a second server loop. Features set there stay there; disposing of it gives it back.</summary>
sealed class LentConnection(ConnectionContext owner) : ConnectionContext
{
    readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once it was given back.</summary>
    internal Task Served => _served.Task;

    /// <inheritdoc/>
    public override string ConnectionId { get => owner.ConnectionId; set => owner.ConnectionId = value; }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection(owner.Features);

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get => owner.Items; set => owner.Items = value; }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get => owner.Transport; set => owner.Transport = value; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint { get => owner.LocalEndPoint; set => owner.LocalEndPoint = value; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get => owner.RemoteEndPoint; set => owner.RemoteEndPoint = value; }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get => owner.ConnectionClosed; set => owner.ConnectionClosed = value; }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => owner.Abort(abortReason);

    /// <inheritdoc/>
    public override void Abort() => owner.Abort();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _served.TrySetResult();
        return base.DisposeAsync();
    }
}

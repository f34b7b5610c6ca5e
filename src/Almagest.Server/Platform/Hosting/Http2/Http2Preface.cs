using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Almagest.Server.Platform.Hosting.Http2;

/// <summary>Tells HTTP/2 by the bytes every client of it begins with, which no request of HTTP/1 can (https://www.rfc-editor.org/rfc/rfc9113#section-3.4).</summary>
static class Http2Preface
{
    /// <summary>Hands connections that begin like HTTP/2 to <paramref name="http2"/>, all others to what follows.</summary>
    /// <param name="next">The server for HTTP/1.</param>
    /// <param name="http2">The server for HTTP/2.</param>
    /// <param name="patience">How long a connection may be silent before it is closed.</param>
    /// <param name="time">Measures it.</param>
    internal static ConnectionDelegate Sort(ConnectionDelegate next, Http2Handover http2, TimeSpan patience, TimeProvider time) => async connection =>
    {
        bool begins;
        try
        {
            using var late = new CancellationTokenSource(patience, time);
            var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping, connection.ConnectionClosed);
            begins = await BeginsAsync(connection.Transport.Input, ended.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            // It said nothing and is gone, or has to go: there is nobody to answer.
            return;
        }

        await (begins ? http2.ServeAsync(connection) : next(connection));
    };

    /// <summary>Whether the input begins with the preface; the input is left unread.</summary>
    internal static async Task<bool> BeginsAsync(PipeReader input, CancellationToken ct)
    {
        while (true)
        {
            var read = await input.ReadAsync(ct);
            var begins = Begins(read.Buffer);
            var known = begins is not null || read.IsCompleted;
            input.AdvanceTo(read.Buffer.Start, known ? read.Buffer.Start : read.Buffer.End);
            if (known)
                return begins == true;
        }
    }

    // Null: too few bytes to tell.
    static bool? Begins(ReadOnlySequence<byte> bytes)
    {
        var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;
        foreach (var segment in bytes)
        {
            var span = segment.Span;
            if (span.Length >= preface.Length)
                return span.StartsWith(preface);
            if (!preface.StartsWith(span))
                return false;
            preface = preface[span.Length..];
        }

        return null;
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Platform.Hosting;

/// <summary>
/// Lets the runtime's thread that waits for all sockets answer, where the answer is known: waking a thread of the pool, which wakes another one to be
/// ready for more, takes a quarter of a millisecond when the server was idle, and the rest of such an answer half of one. Everything else leaves the
/// thread at once: what keeps it keeps all connections.
/// </summary>
static class SocketThread
{
    // Bytes of a form that is read on the thread: about what an address may have.
    const int MostForm = 8 << 10;

    const string ThreadCount = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    static bool _isUnknown;

    /// <summary>Whether the caller runs on it. Nothing else of ours has threads outside the pool that answer requests.</summary>
    internal static bool IsCurrent => !Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>
    /// Lets the runtime have one such thread per processor instead of one in all, as it does itself where all answers are given by them: each has its share of the
    /// connections. To be called before there is any socket.
    /// </summary>
    internal static void UseOnePerProcessor()
    {
        if (Environment.GetEnvironmentVariable(ThreadCount) is null)
            Environment.SetEnvironmentVariable(ThreadCount, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Sends all requests to the pool but those whose answer may be known.</summary>
    internal static void UseSocketThread(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (MayStay(context.Request))
            return next(context);
        Prefer(context, false);
        return IsCurrent ? LeaveAsync(context, next) : next(context);
    });

    /// <summary>Whether the next request of the connection, which most likely is of the same kind, is to be begun on the thread.</summary>
    internal static void Prefer(HttpContext context, bool value)
    {
        // HTTP/2 has other requests on the same connection.
        if (_isUnknown || !HttpProtocol.IsHttp11(context.Request.Protocol) || context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
            return;
        try
        {
            PreferInlineCompletions(socket, value);
        }
        catch (MissingMethodException)
        {
            // A runtime of another version, or without the thread: then threads of the pool answer.
            _isUnknown = true;
        }
    }

    static async Task LeaveAsync(HttpContext context, RequestDelegate next)
    {
        await Task.Yield();
        await next(context);
    }

    static bool MayStay(HttpRequest request) =>
        (request.Path.Equals("/api/v1/query_range", StringComparison.Ordinal) || request.Path.Equals("/api/v1/query", StringComparison.Ordinal))
        && request.Headers.TransferEncoding.Count == 0 && (HttpMethods.IsGet(request.Method) ? request.ContentLength is null : HttpMethods.IsPost(request.Method) && request.ContentLength <= MostForm);

    // The runtime has this as a setting of the whole process only (DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS), where it would also decode what is written and what the store answers.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    static extern void PreferInlineCompletions(Socket socket, bool value);
}

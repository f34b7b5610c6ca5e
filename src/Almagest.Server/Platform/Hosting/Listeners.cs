using System.Globalization;
using System.Net.Sockets;
using Almagest.Model;
using Almagest.Server.Platform.Configuration;
using Almagest.Server.Platform.Hosting.Http2;
using Almagest.Server.Platform.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Platform.Hosting;

/// <summary>
/// The three ports: pages and APIs, OTLP over gRPC, OTLP over HTTP. Each connection knows which one it came through. The first speaks HTTP/2
/// besides HTTP/1, for the gRPC of query APIs.
/// </summary>
static class Listeners
{
    const string Key = "almagest.listener";

    internal static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        // Receivers have limits of their own, on the decoded size.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(100, TimeSpan.FromSeconds(10));
        Listen(kestrel, "listen", options.Listen, Listener.Main);
        Listen(kestrel, "otlp-grpc", options.OtlpGrpc, Listener.OtlpGrpc);
        Listen(kestrel, "otlp-http", options.OtlpHttp, Listener.OtlpHttp);
        // After those: addresses are told by their order.
        foreach (var address in options.AlsoListen)
            Listen(kestrel, "also-listen", address, Listener.Main);
        kestrel.Listen(Http2Handover.Place, static listen => listen.Protocols = HttpProtocols.Http2);
    }

    /// <summary>Keeps the OTLP ports to OTLP: pages and queries answer on the main port only.</summary>
    internal static void UseListeners(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var path = context.Request.Path;
        return Of(context) switch
        {
            Listener.OtlpGrpc => AnswerGrpcAsync(context, next, IsOtlp(path)),
            Listener.Main when IsGrpc(context) => AnswerGrpcAsync(context, next, true),
            Listener.OtlpHttp when !path.StartsWithSegments("/v1") && !path.StartsWithSegments("/otlp") => NotFoundAsync(context),
            _ => next(context),
        };
    });

    /// <summary>gRPC callers expect an unknown method, and a refusal before any method, to be answered with a status of gRPC, not of HTTP.</summary>
    static async Task AnswerGrpcAsync(HttpContext context, RequestDelegate next, bool known)
    {
        const int InvalidArgument = 3;
        const int PermissionDenied = 7;
        const int Unimplemented = 12;
        try
        {
            if (known)
                await next(context);
            else
                await NotFoundAsync(context);
        }
        catch (UserErrorException error) when (!context.Response.HasStarted)
        {
            EndGrpc(context.Response, error.Kind == UserErrorKind.Forbidden ? PermissionDenied : InvalidArgument, error.Message);
        }

        if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false } response)
            EndGrpc(response, Unimplemented, $"method \"{context.Request.Path}\" does not exist");
    }

    static bool IsOtlp(PathString path) => path.Value?.StartsWith("/opentelemetry.proto.collector.", StringComparison.Ordinal) == true;

    static void EndGrpc(HttpResponse response, int status, string message)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = status.ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = GrpcMessage.Encode(message);
    }

    static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>The addresses really listened on, in the order main, OTLP gRPC, OTLP HTTP.</summary>
    internal static string[] Addresses(IServiceProvider services) =>
        [.. services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>Which flag to change when an address cannot be listened on; null when a start failed for another reason.</summary>
    internal static UserErrorException? Explain(Exception error, ServerOptions options)
    {
        if (error is not IOException { InnerException: AddressInUseException or SocketException } && error is not SocketException) return null;
        (string, string)[] addresses = [("listen", options.Listen), ("otlp-grpc", options.OtlpGrpc), ("otlp-http", options.OtlpHttp), .. options.AlsoListen.Select(static a => ("also-listen", a))];
        var (flag, address) = addresses
            .FirstOrDefault(l => error.Message.Contains($"/{l.Item2.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)}:", StringComparison.Ordinal));
        return flag is null ? null : new UserErrorException(UserErrorKind.Invalid, "address_in_use",
            $"--{flag} \"{address}\" is not possible: {(error.InnerException ?? error).Message.ToLowerInvariant()}; end the program that listens there (ss -ltnp names it) or choose another port");
    }

    /// <summary>Whether a request is a call of gRPC, or came through the port for it.</summary>
    internal static bool IsGrpc(HttpContext context) => Of(context) == Listener.OtlpGrpc
        || (HttpProtocol.IsHttp2(context.Request.Protocol) && context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true);

    static Listener Of(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Key, out var listener) == true && listener is Listener known
            ? known : Listener.Main;

    static void Listen(KestrelServerOptions kestrel, string option, string text, Listener listener)
    {
        var address = ListenAddress.Parse(option, text);
        kestrel.Listen(address.Host, address.Port, listen =>
        {
            listen.Protocols = listener == Listener.OtlpGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Items[Key] = listener;
                return next(connection);
            });
            if (listener == Listener.Main)
            {
                var services = kestrel.ApplicationServices;
                listen.Use(next => Http2Preface.Sort(next, services.GetRequiredService<Http2Handover>(), kestrel.Limits.KeepAliveTimeout, services.GetRequiredService<TimeProvider>()));
            }
        });
    }
}

/// <summary>Which port a connection came through.</summary>
enum Listener
{
    /// <summary>Pages and APIs.</summary>
    Main,

    /// <summary>OTLP over gRPC.</summary>
    OtlpGrpc,

    /// <summary>OTLP over HTTP.</summary>
    OtlpHttp,
}

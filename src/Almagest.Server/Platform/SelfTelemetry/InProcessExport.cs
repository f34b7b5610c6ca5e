using System.Net;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;

namespace Almagest.Server.Platform.SelfTelemetry;

/// <summary>
/// Lets the OpenTelemetry SDK's exporters write into this process instead of to the network: what they post is decoded and stored like
/// everybody's telemetry, but through no listener, so that the exports are not traced.
/// </summary>
/// <param name="services">Asked for the store at the first export: it needs loggers, and loggers need this.</param>
sealed class InProcessExport(IServiceProvider services) : HttpMessageHandler
{
    // Own words for the paths of OTLP/HTTP: the host name is never looked up.
    const string Origin = "http://in-process";

    // Longer than a start may take: until then an export waits, and the log lines of the start are not lost.
    const int TimeoutMs = 150_000;

    internal static OtlpExporterOptions Options(IServiceProvider services, Signal signal) => new()
    {
        Protocol = OtlpExportProtocol.HttpProtobuf,
        Endpoint = new Uri($"{Origin}/{(int)signal}"),
        TimeoutMilliseconds = TimeoutMs,
        HttpClientFactory = () => new HttpClient(new InProcessExport(services)) { Timeout = Timeout.InfiniteTimeSpan },
    };

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var signal = (Signal)int.Parse(request.RequestUri!.AbsolutePath.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            await services.GetRequiredService<IOwnTelemetryStore>().StoreAsync(signal, body, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
        catch (WriteRejectedException)
        {
            // The exporter drops what is refused; to keep it would need memory just when the store is behind.
            return new HttpResponseMessage(HttpStatusCode.BadRequest);
        }
    }
}

using Almagest.Server.Ingest.Otlp.Metrics;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.SelfTelemetry;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>OpenTelemetry's protocol, over HTTP and gRPC, all three signals.</summary>
public sealed class OtlpFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) =>
        services.AddSingleton<OtlpReceiver>().AddSingleton<OtlpCors>().AddSingleton<SeriesCache>().AddSingleton<DeltaState>().AddSingleton<IOwnTelemetryStore, OwnTelemetryStore>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        OtlpHttpEndpoints.MapRoutes(routes);
        OtlpGrpcEndpoints.MapRoutes(routes);
    }
}

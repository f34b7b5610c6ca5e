using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>Prometheus remote write 1.0 and 2.0 on <c>/api/v1/write</c>.</summary>
public sealed class RemoteWriteFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<RemoteWriteReceiver>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => RemoteWriteEndpoints.MapRoutes(routes);
}

using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Ndjson;

/// <summary>Log records as JSON objects, one a line, on <c>/api/vault/logs</c>.</summary>
public sealed class NdjsonFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<NdjsonReceiver>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => NdjsonEndpoints.MapRoutes(routes);
}

using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Influx;

/// <summary>Influx' line protocol on <c>/write</c> and <c>/api/v2/write</c>, and what its clients ask before they write.</summary>
public sealed class InfluxFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<InfluxReceiver>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        InfluxEndpoints.MapRoutes(routes);
        InfluxQueries.MapRoutes(routes);
    }
}

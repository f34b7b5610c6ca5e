using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Features.Cardinality;

/// <summary>Where a tenant's series come from, for those who have too many.</summary>
public sealed class CardinalityFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, CardinalityJsonContext.Default));

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => CardinalityEndpoints.MapRoutes(routes);
}

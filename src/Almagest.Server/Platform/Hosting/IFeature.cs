using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Platform.Hosting;

/// <summary>A slice of the server: its services and its routes. Each is one folder and one line in the host.</summary>
public interface IFeature
{
    /// <summary>Registers what the slice needs.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>Maps the slice's routes.</summary>
    void MapRoutes(IEndpointRouteBuilder routes);
}

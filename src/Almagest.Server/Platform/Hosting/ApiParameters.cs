using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Almagest.Server.Platform.Hosting;

/// <summary>Describes what handlers read from the request themselves.</summary>
static class ApiParameters
{
    /// <summary>Describes optional parameters of the address.</summary>
    internal static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params (string Name, string Description)[] parameters) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var (name, description) in parameters)
                operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            return Task.CompletedTask;
        });
}

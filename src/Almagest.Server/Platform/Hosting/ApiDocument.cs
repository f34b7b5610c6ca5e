using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Platform.Hosting;

/// <summary>The description of our own API as OpenAPI at <c>/openapi/v1.json</c>; protocols of others are described by their owners.</summary>
static class ApiDocument
{
    const string Prefix = "api/vault";

    internal static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.ShouldInclude = static api => api.RelativePath?.StartsWith(Prefix, StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info.Title = "Almagest";
            document.Info.Description = "The API of the observability vault. Errors are problem details (RFC 9457) with a stable code.";
            // The address of the server is that of the document.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    });

    internal static void MapApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi();
}

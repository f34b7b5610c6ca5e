using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Almagest.Server.Platform.Hosting;

/// <summary>The description of our own API as OpenAPI at <c>/openapi/v1.json</c>; protocols of others are described by their owners.</summary>
static class ApiDocument
{
    const string Prefix = "api/vault";

    internal static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.ShouldInclude = static api => api.RelativePath?.StartsWith(Prefix, StringComparison.Ordinal) == true;
        // Requests may bring numbers as text, which the document would tell of answers too: there numbers are numbers.
        options.AddSchemaTransformer(static (schema, _, _) =>
        {
            if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
                (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
            return Task.CompletedTask;
        });
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

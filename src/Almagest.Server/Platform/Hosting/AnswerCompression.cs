using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Platform.Hosting;

/// <summary>Compresses the answers of the query APIs: large JSON of repeated names. Event streams and pages are left alone.</summary>
static class AnswerCompression
{
    static readonly PathString[] Paths = ["/api", "/loki", "/tempo", "/federate"];

    internal static IServiceCollection AddAnswerCompression(this IServiceCollection services) => services
        .AddResponseCompression(static options =>
        {
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = ["application/json", "application/x-ndjson", "text/csv", "text/plain"];
        })
        .Configure<GzipCompressionProviderOptions>(static options => options.Level = CompressionLevel.Fastest);

    internal static IApplicationBuilder UseAnswerCompression(this IApplicationBuilder app) =>
        app.UseWhen(static context => Paths.Any(path => context.Request.Path.StartsWithSegments(path)), static branch => branch.UseResponseCompression());
}

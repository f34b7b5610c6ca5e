using System.ComponentModel.DataAnnotations;
using Almagest.Server.Apis.Prometheus;
using Almagest.Server.Ingest.Scrape;
using Microsoft.AspNetCore.Http;

namespace Almagest.Tests.Server.Apis.Prometheus;

public sealed class PrometheusCorsTests
{
    [Theory]
    [InlineData(".*", "https://a.example", "https://a.example")]
    [InlineData("https://(a|b)\\.example", "https://b.example", "https://b.example")]
    [InlineData("https://(a|b)\\.example", "https://b.example.evil", "")]
    [InlineData("https://(a|b)\\.example", "", "")]
    [InlineData("", "https://a.example", "")]
    public async Task Origin_is_allowed_as_a_whole(string pattern, string origin, string allowed)
    {
        var context = new DefaultHttpContext();
        if (origin.Length > 0)
            context.Request.Headers.Origin = origin;
        await new PrometheusCors(new AllowedOrigins(new PrometheusOptions { CorsOrigin = pattern })).InvokeAsync(new DefaultEndpointFilterInvocationContext(context), static _ => ValueTask.FromResult<object?>(null));
        context.Response.Headers.AccessControlAllowOrigin.ToString().ShouldBe(allowed);
        context.Response.Headers.Vary.ToString().ShouldBe("Origin");
    }

    [Fact]
    public void Pattern_that_is_none_is_refused_by_the_name_of_its_key()
    {
        var options = new PrometheusOptions { CorsOrigin = "(" };
        options.Validate(new ValidationContext(options)).Single().ErrorMessage.ShouldNotBeNull().ShouldStartWith("prometheus.cors_origin is no regular expression: ");
    }
}

using Almagest.ClickHouse.Http;
using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Platform.Health;

/// <summary>Whether the process lives, and whether it can serve: for people, probes and load balancers.</summary>
public sealed class HealthFeature : IFeature
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    static readonly string[] GetOrHead = [HttpMethods.Get, HttpMethods.Head];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        // Load balancers ask with HEAD.
        routes.MapMethods("/-/healthy", GetOrHead, static () => TypedResults.Text("Almagest is healthy.\n"));
        routes.MapMethods("/-/ready", GetOrHead, ReadyAsync);
        // Where clients of Loki look.
        routes.MapGet("/ready", ReadyAsync);
    }

    static async Task<Results<ContentHttpResult, ProblemHttpResult>> ReadyAsync(ClickHouseClient client, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await client.ScalarAsync<byte>(new Statement("SELECT 1") { Caller = "ready" }, patience.Token);
            return TypedResults.Text("Almagest is ready.\n");
        }
        catch (Exception error) when (error is StoreUnavailableException or ClickHouseException or OperationCanceledException)
        {
            return TypedResults.Problem("the store does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Cardinality;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Features.Cardinality;

/// <summary><c>GET /api/vault/cardinality</c>: metrics, labels and values by series, and how many series came to be per hour.</summary>
static class CardinalityEndpoints
{
    const int DefaultLimit = 20;
    const int MostEntries = 1000;
    const int DefaultHours = 24;
    const int MostHours = 24 * 31;

    // As instant queries look back.
    const long DefaultActiveMs = 300_000;

    internal static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/api/vault/cardinality", Get).WithTags("Metrics")
        .WithSummary("Where series come from: metrics, labels and values by series, and series created per hour")
        .Produces<CardinalityResponse>().ProducesProblem(400);

    /// <param name="context">The request.</param>
    /// <param name="vault">The index.</param>
    /// <param name="intake">The limit.</param>
    /// <param name="time">Tells now.</param>
    /// <param name="match">A PromQL selector of the series looked at; all without it.</param>
    /// <param name="limit">Entries per list, 1 to 1,000; default 20.</param>
    /// <param name="hours">Hours back in which created series are counted, 1 to 744; default 24.</param>
    /// <exception cref="UserErrorException">A parameter is not valid.</exception>
    static IResult Get(HttpContext context, MetricVault vault, IntakeOptions intake, TimeProvider time, string? match = null, int limit = DefaultLimit, int hours = DefaultHours)
    {
        Check("limit", limit, MostEntries);
        Check("hours", hours, MostHours);
        var question = new CardinalityQuestion(Matchers(match), limit, hours, DefaultActiveMs, time.GetUtcNow().ToUnixTimeMilliseconds());
        var report = vault.Catalog(Tenants.Of(context).Value).Explore(question);
        return Results.Json(CardinalityResponse.Of(report, intake.MaxSeriesPerTenant), CardinalityJsonContext.Default.CardinalityResponse);
    }

    static void Check(string name, int value, int most)
    {
        if (value < 1 || value > most)
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_parameter", $"{name} \"{value}\" is not valid: expected 1 to {most}");
    }

    static IReadOnlyList<LabelMatcher> Matchers(string? match)
    {
        if (string.IsNullOrEmpty(match))
            return [];
        try
        {
            return PromQlParser.ParseSelector(match).Matchers;
        }
        catch (PromQlParseException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_selector", $"match \"{match}\" is no selector such as http_requests_total{{job=\"api\"}}: {error.Message}");
        }
    }
}

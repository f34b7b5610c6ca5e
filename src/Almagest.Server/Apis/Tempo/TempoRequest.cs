using Almagest.Model;
using Almagest.Server.Platform.Tenancy;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Tempo;

/// <summary>What is asked, by HTTP or by gRPC: both in the parameters of the first.</summary>
/// <param name="Tenant">Whose telemetry.</param>
/// <param name="Query">The parameters.</param>
sealed record TempoRequest(TenantId Tenant, IQueryCollection Query)
{
    /// <summary>The request of a call by HTTP.</summary>
    internal static TempoRequest Of(HttpContext context) => new(Tenants.Of(context), context.Request.Query);
}

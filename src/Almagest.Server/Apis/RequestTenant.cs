using Almagest.Model;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis;

/// <summary>Whose data a request is about: what authentication found, else the header <c>X-Scope-OrgID</c>, else <c>default</c>.</summary>
public static class RequestTenant
{
    /// <summary>The header that names the tenant, as Loki, Mimir and Tempo use it.</summary>
    public const string Header = "X-Scope-OrgID";

    /// <summary>The tenant of a request.</summary>
    /// <exception cref="UserErrorException">The header holds no valid tenant name.</exception>
    public static TenantId Of(HttpContext context)
    {
        if (context.Features.Get<ITenantFeature>() is { } found) return found.Tenant;
        var header = context.Request.Headers[Header].ToString();
        return header.Length == 0 ? TenantId.Default : new TenantId(header);
    }
}

/// <summary>Set by authentication: the tenant that the caller's key or session belongs to, which no header or body may change.</summary>
public interface ITenantFeature
{
    /// <summary>The caller's tenant.</summary>
    TenantId Tenant { get; }
}

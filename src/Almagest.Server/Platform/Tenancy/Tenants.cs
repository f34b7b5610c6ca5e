using Almagest.Model;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Platform.Tenancy;

/// <summary>Tells whose telemetry a request brings or asks for.</summary>
public static class Tenants
{
    const string Header = "X-Scope-OrgID";

    /// <summary>
    /// The tenant named in <c>X-Scope-OrgID</c>, else <c>default</c>. Without accounts the server listens on loopback only, so whoever
    /// reaches it may name any tenant.
    /// </summary>
    /// <exception cref="UserErrorException">The header holds no valid tenant.</exception>
    public static TenantId Of(HttpContext context) =>
        context.Request.Headers.TryGetValue(Header, out var value) && value.ToString() is { Length: > 0 } name
            ? new TenantId(name)
            : TenantId.Default;

    /// <summary>The tenant of a request that brings telemetry.</summary>
    /// <exception cref="UserErrorException">The header holds no valid tenant, or the server's own.</exception>
    internal static TenantId ToWrite(HttpContext context) =>
        IsNamed(context, TenantId.System)
            ? throw new UserErrorException(UserErrorKind.Forbidden, "system_tenant", "tenant \"_system\" holds the server's own telemetry and takes none from outside")
            : Of(context);

    /// <summary>Whether a request names this tenant.</summary>
    internal static bool IsNamed(HttpContext context, TenantId tenant) => context.Request.Headers[Header] == tenant.Value;
}

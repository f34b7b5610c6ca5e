using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Platform.Web;

/// <summary>What a browser may do with our pages: load from here, run no text as code, show in no frame.</summary>
static class SecurityHeaders
{
    // Styles may stand in the page: the editor writes its colours and positions that way. Scripts never may.
    const string Policy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal static void Add(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}

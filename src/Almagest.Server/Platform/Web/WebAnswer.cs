using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Almagest.Server.Platform.Web;

/// <summary>Sends a file of the pages in the form the browser takes, or tells it that its copy is still good.</summary>
static class WebAnswer
{
    const string Forever = "public, max-age=31536000, immutable";

    internal static Task SendAsync(HttpContext context, WebFile file)
    {
        var coding = Choose(context.Request, file);
        var (response, form) = (context.Response, file.Forms[coding]);
        var tag = new EntityTagHeaderValue(coding == WebFile.Identity ? $"\"{file.Hash}\"" : $"\"{file.Hash}-{coding}\"");
        response.Headers.ETag = tag.ToString();
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = file.IsImmutable ? Forever : "no-cache";
        SecurityHeaders.Add(response);
        if (Has(context.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.MediaType;
        response.ContentLength = form.Length;
        if (coding != WebFile.Identity)
            response.Headers.ContentEncoding = coding;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.SendFileAsync(form.FullName, context.RequestAborted);
    }

    /// <summary>The best coding the browser takes; ours go from smallest to largest, and its own order among those it takes does not matter.</summary>
    static string Choose(HttpRequest request, WebFile file)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        foreach (var (coding, _) in WebFile.Codings)
        {
            if (file.Forms.ContainsKey(coding) && accepted.Any(a => (a.Quality ?? 1) > 0 && a.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)))
                return coding;
        }

        return WebFile.Identity;
    }

    static bool Has(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
}

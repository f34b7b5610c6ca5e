using System.Buffers;
using System.Text;
using Almagest.Query.LogQL.Engine;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>Sends the whole result of a query as a file, page by page, so that memory stays small however long it is.</summary>
static class ExportEndpoint
{
    /// <summary>Most lines of a file.</summary>
    internal const int MostLines = 1_000_000;

    const int PageLines = 10_000;

    internal static async Task ExportAsync(HttpContext context, LineQuestions questions, CancellationToken ct, string format = "ndjson", int limit = MostLines, string direction = "backward", string columns = "")
    {
        LogParameters.Check("limit", limit, 1, MostLines);
        var order = direction switch
        {
            "backward" => LogDirection.Backward,
            "forward" => LogDirection.Forward,
            _ => throw LogParameters.Invalid("direction", direction, "backward (newest first) or forward"),
        };
        var form = LineForm.Of(format, columns.Split(',', StringSplitOptions.RemoveEmptyEntries));
        var lines = questions.Of(context);
        // A fault of the query must be told with its own status, before the first byte of the file.
        var page = await lines.FindAsync(order, Math.Min(PageLines, limit), null, ct);
        context.Response.ContentType = form.ContentType;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"logs.{form.Extension}\"";
        await WriteAsync(context, form.Head, ct);
        for (var left = limit; ; )
        {
            var text = new ArrayBufferWriter<byte>(64 * 1024);
            foreach (var line in page.Lines.Take(left))
                form.Write(line, text);
            await context.Response.Body.WriteAsync(text.WrittenMemory, ct);
            left -= page.Lines.Count;
            if (left <= 0 || page.Next is not { } next)
                return;
            page = await lines.FindAsync(order, Math.Min(PageLines, left), next, ct);
        }
    }

    static async Task WriteAsync(HttpContext context, string text, CancellationToken ct)
    {
        if (text.Length > 0)
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
    }
}

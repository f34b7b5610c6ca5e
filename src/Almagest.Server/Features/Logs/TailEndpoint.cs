using System.Text.Json;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Almagest.Server.Features.Logs;

/// <summary>Follows a query in either language: each line as it is stored, as server-sent events.</summary>
static class TailEndpoint
{
    const int MostLines = 1_000;

    // Few large events are cheaper for a page than many small ones, and nobody notices a quarter of a second.
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    // Proxies close connections that say nothing for a minute.
    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    internal static async Task FollowAsync(HttpContext context, LineQuestions questions, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        using var lines = questions.Follow(context);
        // Kestrel waits for open requests before it stops, and this one would not end by itself.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        try
        {
            await SayAsync(context.Response, ": connected\n\n", stop.Token);
            await RunAsync(context.Response, lines, time, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader has left, or we leave: that is how a stream ends.
        }
    }

    static async Task RunAsync(HttpResponse response, ILineFollower lines, TimeProvider time, CancellationToken ct)
    {
        var waiting = lines.WaitAsync(ct).AsTask();
        while (true)
        {
            if (await Task.WhenAny(waiting, Task.Delay(KeepAlive, time, ct)) != waiting)
            {
                ct.ThrowIfCancellationRequested();
                await SayAsync(response, ": quiet\n\n", ct);
                continue;
            }

            if (!await waiting)
                return;
            var found = await lines.TakeAsync(MostLines, ct);
            var batch = new LogTailResponse([.. found.Select(LogLineResponse.Of)], lines.TakeDropped());
            if (batch.Lines.Count > 0 || batch.Dropped > 0)
                await SayAsync(response, $"data: {JsonSerializer.Serialize(batch, LogsJson.Default.LogTailResponse)}\n\n", ct);
            await Task.Delay(Gather, time, ct);
            waiting = lines.WaitAsync(ct).AsTask();
        }
    }

    static async Task SayAsync(HttpResponse response, string text, CancellationToken ct)
    {
        await response.WriteAsync(text, ct);
        await response.Body.FlushAsync(ct);
    }
}

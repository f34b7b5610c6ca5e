using System.Globalization;
using System.Net.WebSockets;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs.Tail;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>
/// Follows a query over a WebSocket: first the newest lines there are, then each line as it is stored. A client that reads too slowly is told which lines
/// it lost.
/// </summary>
static class TailEndpoint
{
    // Lines of this time go in one message, so that a busy stream does not mean a message a line.
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    const int MostInMessage = 1_000;
    const int MostDelaySeconds = 5;

    internal static async Task<IResult> FollowAsync(HttpContext context, LokiRunner runner, LogTails tails, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var expr = LogQlParser.Parse(parameters.Text("query"));
        var (delay, limit) = (Delay(parameters), Math.Min(parameters.Limit(), runner.MostEntries));
        var (start, _) = parameters.Bounds();
        if (!context.WebSockets.IsWebSocketRequest)
            return Results.Text("Bad Request\n", "text/plain; charset=utf-8", statusCode: StatusCodes.Status400BadRequest);
        if (expr is not LogSelectorExpr selector)
            return await RefuseAsync(context, "only log selector is supported", ct);
        var pipeline = new LinePipeline(selector.Stages);
        using var tail = tails.Add(new LogTailRequest(Tenants.Of(context), selector.Matchers, start));
        var isLegacy = context.Request.Path.StartsWithSegments(LokiFeature.LegacyRoot, StringComparison.Ordinal);
        var categorized = !isLegacy && QueryEndpoints.WantsCategories(context);
        var history = new LogQlRequest(parameters.Text("query"), start, parameters.NowNano, 1_000_000_000) { Limit = limit, Categorize = categorized };
        var (result, _) = await runner.RunAsync(Tenants.Of(context), history, ct);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var closing = WaitForCloseAsync(socket, ended);
        try
        {
            var client = new TailClient(socket, categorized, isLegacy);
            await client.SendAsync(OldestFirst(result), [], ended.Token);
            await FollowAsync(client, tail, pipeline, (delay, time), ended.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The client left or the server stops: that is how following ends.
        }

        await closing;
        return Results.Empty;
    }

    /// <summary>Says why in the message that closes the connection, as Loki does.</summary>
    static async Task<IResult> RefuseAsync(HttpContext context, string why, CancellationToken ct)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, why, ct);
        return Results.Empty;
    }

    static async Task FollowAsync(TailClient client, LogTail tail, LinePipeline pipeline, (TimeSpan Delay, TimeProvider Time) pace, CancellationToken ct)
    {
        while (await tail.Lines.WaitToReadAsync(ct))
        {
            await Task.Delay(pace.Delay > Gather ? pace.Delay : Gather, pace.Time, ct);
            var streams = new Dictionary<Labels, List<LogEntry>>();
            for (var i = 0; i < MostInMessage && tail.Lines.TryRead(out var line); i++)
            {
                if (pipeline.Process(line.TimeNano, line.Text, line.Stream, line.Metadata) is not { } kept)
                    continue;
                var labels = client.IsCategorized ? kept.Stream : kept.All;
                if (!streams.TryGetValue(labels, out var entries))
                    streams[labels] = entries = [];
                entries.Add(new LogEntry(line.TimeNano, kept.Text, kept.Metadata, kept.Parsed));
            }

            await client.SendAsync([.. streams.Select(static s => new LogStream(s.Key, s.Value))], tail.TakeDropped(), ct);
        }
    }

    /// <summary>Reads until the client closes; what it sends besides is of no meaning.</summary>
    static async Task WaitForCloseAsync(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer, ended.Token)).MessageType != WebSocketMessageType.Close)
            {
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ended.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The connection is lost, or the server stops.
        }

        await ended.CancelAsync();
    }

    static List<LogStream> OldestFirst(LogQlResult result) =>
        [.. ((StreamsResult)result).Streams.Select(static s => s with { Entries = [.. s.Entries.Reverse()] })];

    static TimeSpan Delay(LokiParameters parameters)
    {
        var text = parameters.Text("delay_for");
        if (text.Length == 0)
            return TimeSpan.Zero;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            throw new LokiErrorException($"strconv.Atoi: parsing \"{text}\": invalid syntax");
        if (seconds is < 0 or > uint.MaxValue)
            throw new LokiErrorException($"delay_for value {seconds} is out of range [0, {uint.MaxValue}]");
        return seconds <= MostDelaySeconds ? TimeSpan.FromSeconds(seconds) : throw new LokiErrorException($"delay_for can't be greater than {MostDelaySeconds}");
    }
}

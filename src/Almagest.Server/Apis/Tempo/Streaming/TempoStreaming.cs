using System.Text.Json.Nodes;
using Almagest.Server.Ingest.Otlp.Grpc;
using Almagest.Server.Platform.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Apis.Tempo.Streaming;

/// <summary>
/// Tempo's gRPC service <c>tempopb.StreamingQuerier</c>, which Grafana calls at the host and port of the data source when its streaming is on.
/// A search answers with several messages, each telling what is new; all other calls with one.
/// </summary>
static class TempoStreaming
{
    // A request is a query and some numbers.
    const int MaxRequestBytes = 1 << 20;

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        Map(routes, "Search", CallParameters.Search, TempoMessages.Search,
            static (call, send, ct) => Service<TempoSearch>(call).StreamAsync(call.Request, send, ct));
        Map(routes, "SearchTags", CallParameters.Tags, TempoMessages.Tags,
            static async (call, send, ct) => await send(await Service<TempoTags>(call).NamesAsync(call.Request, ct)));
        Map(routes, "SearchTagsV2", CallParameters.Tags, TempoMessages.TagsV2,
            static async (call, send, ct) => await send(await Service<TempoTags>(call).ScopesAsync(call.Request, ct)));
        Map(routes, "SearchTagValues", CallParameters.TagValues, TempoMessages.TagValues,
            static async (call, send, ct) => await send(await Service<TempoTags>(call).TextsAsync(call.Tag, call.Request, ct)));
        Map(routes, "SearchTagValuesV2", CallParameters.TagValues, TempoMessages.TagValuesV2,
            static async (call, send, ct) => await send(await Service<TempoTags>(call).ValuesAsync(call.Tag, call.Request, ct)));
        Map(routes, "MetricsQueryRange", CallParameters.Series, TempoMessages.Series,
            static async (call, send, ct) => await send(await Service<TempoMetrics>(call).RangeAsync(call.Request, ct)));
        Map(routes, "MetricsQueryInstant", CallParameters.Instant, TempoMessages.Instant,
            static async (call, send, ct) => await send(await Service<TempoMetrics>(call).InstantAsync(call.Request, ct)));
    }

    static void Map(IEndpointRouteBuilder routes, string method, CallParameters.Field[] fields, ProtoMessage answer, Handler handle) =>
        routes.MapPost($"/tempopb.StreamingQuerier/{method}", (HttpContext context, TimeProvider time) => GrpcExchange.ServeAsync(context, time, async ct =>
        {
            using var message = await GrpcRequest.ReadMessageAsync(context.Request, MaxRequestBytes, ct);
            var call = new Call(context, new TempoRequest(Tenants.Of(context), CallParameters.Read(message.Memory.Span, fields)));
            await handle(call, json => GrpcExchange.SendAsync(context.Response, ProtoJson.Write(answer, json), ct), ct);
        })).ExcludeFromDescription();

    static T Service<T>(Call call)
        where T : notnull => call.Context.RequestServices.GetRequiredService<T>();

    delegate Task Handler(Call call, Func<JsonObject, Task> send, CancellationToken ct);

    sealed record Call(HttpContext Context, TempoRequest Request)
    {
        internal string Tag => Request.Query["tag"].ToString();
    }
}

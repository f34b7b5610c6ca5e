using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>
/// What Filebeat, Logstash and the official clients ask and set up before they send: who are you, is the licence valid, is the template there.
/// Templates, policies and pipelines are acknowledged and not kept: the vault needs none.
/// </summary>
static class ElasticHandshake
{
    // Stable, because Beats compare it between requests.
    const string Uuid = "QWxtYWdlc3RDbHVzdGVyMQ";

    static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];
    static readonly string[] Writes = [HttpMethods.Put, HttpMethods.Post];
    static readonly string[] Features = ["aggregate_metric", "analytics", "ilm", "logstash", "monitoring", "security", "transform"];
    static readonly string[] SetUps =
    [
        "_template/{name}", "_index_template/{name}", "_component_template/{name}", "_ilm/policy/{name}", "_ingest/pipeline/{name}", "_data_stream/{name}", "_alias/{name}",
        "{index}", "{index}/_alias/{name}",
    ];

    internal static void MapRoutes(IEndpointRouteBuilder routes, string prefix)
    {
        routes.MapMethods($"{prefix}/", Reads, static (HttpContext context, ElasticOptions options) => ElasticAnswer.SendAsync(context, 200, json => WriteInfo(json, options)));
        routes.MapMethods($"{prefix}/_license", Reads, static (HttpContext context) => ElasticAnswer.SendAsync(context, 200, WriteLicense));
        routes.MapMethods($"{prefix}/_xpack", Reads, static (HttpContext context) => ElasticAnswer.SendAsync(context, 200, WriteFeatures));
        routes.MapMethods($"{prefix}/_nodes/{{**rest}}", Reads, static (HttpContext context, ElasticOptions options) => ElasticAnswer.SendAsync(context, 200, json => WriteNodes(json, context, options)));
        routes.MapMethods($"{prefix}/_cluster/health", Reads, static (HttpContext context) => ElasticAnswer.SendAsync(context, 200, WriteHealth));
        routes.MapMethods($"{prefix}/_cat/{{**rest}}", Reads, CatAsync);
        foreach (var setUp in SetUps)
        {
            routes.MapMethods($"{prefix}/{setUp}", Reads, NotFoundAsync);
            routes.MapMethods($"{prefix}/{setUp}", Writes, static (HttpContext context) => ElasticAnswer.SendAsync(context, 200, static json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("acknowledged", true);
                json.WriteBoolean("shards_acknowledged", true);
                json.WriteEndObject();
            }));
        }
    }

    static Task NotFoundAsync(HttpContext context) => ElasticAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "resource_not_found_exception",
        $"[{context.Request.RouteValues["name"] ?? context.Request.RouteValues["index"]}] not found");

    // There are no indices to list: an empty table in the form asked for.
    static Task CatAsync(HttpContext context)
    {
        if (context.Request.Query["format"] == "json")
            return ElasticAnswer.SendAsync(context, 200, static json =>
            {
                json.WriteStartArray();
                json.WriteEndArray();
            });
        ElasticAnswer.Head(context, StatusCodes.Status200OK);
        context.Response.ContentType = "text/plain; charset=UTF-8";
        return Task.CompletedTask;
    }

    static void WriteInfo(Utf8JsonWriter json, ElasticOptions options)
    {
        json.WriteStartObject();
        json.WriteString("name", "almagest");
        json.WriteString("cluster_name", "almagest");
        json.WriteString("cluster_uuid", Uuid);
        json.WriteStartObject("version");
        json.WriteString("number", options.Version);
        json.WriteString("build_flavor", "default");
        json.WriteString("build_type", "tar");
        json.WriteString("build_hash", "0000000000000000000000000000000000000000");
        json.WriteString("build_date", "2026-01-01T00:00:00.000000000Z");
        json.WriteBoolean("build_snapshot", false);
        json.WriteString("lucene_version", "9.12.2");
        json.WriteString("minimum_wire_compatibility_version", "7.17.0");
        json.WriteString("minimum_index_compatibility_version", "7.0.0");
        json.WriteEndObject();
        json.WriteString("tagline", "You Know, for Search");
        json.WriteEndObject();
    }

    static void WriteLicense(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("license");
        json.WriteString("status", "active");
        json.WriteString("uid", "00000000-0000-0000-0000-000000000000");
        json.WriteString("type", "basic");
        json.WriteString("issue_date", "2026-01-01T00:00:00.000Z");
        json.WriteNumber("issue_date_in_millis", 1_767_225_600_000);
        json.WriteNumber("max_nodes", 1000);
        json.WriteString("issued_to", "almagest");
        json.WriteString("issuer", "elasticsearch");
        json.WriteNumber("start_date_in_millis", -1);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteFeatures(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("license");
        json.WriteString("uid", "00000000-0000-0000-0000-000000000000");
        json.WriteString("type", "basic");
        json.WriteString("mode", "basic");
        json.WriteString("status", "active");
        json.WriteEndObject();
        json.WriteStartObject("features");
        foreach (var feature in Features)
        {
            json.WriteStartObject(feature);
            json.WriteBoolean("available", true);
            json.WriteBoolean("enabled", feature != "security");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteNodes(Utf8JsonWriter json, HttpContext context, ElasticOptions options)
    {
        json.WriteStartObject();
        json.WriteStartObject("_nodes");
        json.WriteNumber("total", 1);
        json.WriteNumber("successful", 1);
        json.WriteNumber("failed", 0);
        json.WriteEndObject();
        json.WriteString("cluster_name", "almagest");
        json.WriteStartObject("nodes");
        json.WriteStartObject(Uuid);
        json.WriteString("name", "almagest");
        json.WriteString("host", context.Request.Host.Host);
        json.WriteString("version", options.Version);
        json.WriteStartArray("roles");
        json.WriteStringValue("data");
        json.WriteStringValue("ingest");
        json.WriteEndArray();
        json.WriteStartObject("http");
        json.WriteString("publish_address", context.Request.Host.Value);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteHealth(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("cluster_name", "almagest");
        json.WriteString("status", "green");
        json.WriteBoolean("timed_out", false);
        json.WriteNumber("number_of_nodes", 1);
        json.WriteNumber("number_of_data_nodes", 1);
        json.WriteEndObject();
    }
}

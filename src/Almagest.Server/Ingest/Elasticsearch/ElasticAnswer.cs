using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>Answers in Elasticsearch's form; clients of version 8 go away without the product header.</summary>
static class ElasticAnswer
{
    const string Compatible = "application/vnd.elasticsearch+json";

    /// <summary>Sends JSON.</summary>
    internal static Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        Head(context, status);
        context.Response.ContentLength = buffer.WrittenCount;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask
            : context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }

    /// <summary>Sends a status without a body.</summary>
    internal static void Head(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        // The media type of the compatibility headers comes back as it was asked for.
        var accepted = context.Request.Headers.Accept.ToString();
        context.Response.ContentType = accepted.StartsWith(Compatible, StringComparison.OrdinalIgnoreCase) ? accepted.Split(',')[0] : "application/json";
    }

    /// <summary>Sends an error.</summary>
    internal static Task ErrorAsync(HttpContext context, int status, string type, string reason) => SendAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteStartArray("root_cause");
        json.WriteStartObject();
        WriteReason(json, type, reason);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteReason(json, type, reason);
        json.WriteEndObject();
        json.WriteNumber("status", status);
        json.WriteEndObject();
    });

    /// <summary>Sends the answer to a bulk request; <paramref name="filter"/> is the parameter <c>filter_path</c>.</summary>
    internal static Task BulkAsync(HttpContext context, List<BulkItem> items, long tookMs, string filter) => SendAsync(context, StatusCodes.Status200OK, json =>
    {
        // Beats and Logstash ask for errors and statuses alone: the only filter in use is whether the rest is wanted.
        var filters = filter.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var all = filters.Length == 0;
        json.WriteStartObject();
        if (all || filters.Contains("took"))
            json.WriteNumber("took", tookMs);
        if (all || filters.Contains("errors"))
            json.WriteBoolean("errors", items.Exists(static i => i.ErrorType is not null));
        if (all || Array.Exists(filters, static f => f.StartsWith("items", StringComparison.Ordinal)))
        {
            json.WriteStartArray("items");
            foreach (var item in items)
                WriteItem(json, item, all || filters.Contains("items"));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    /// <summary>Sends the answer to a request of one document.</summary>
    internal static Task DocumentAsync(HttpContext context, BulkItem item) => item.ErrorType is not null
        ? ErrorAsync(context, item.Status, item.ErrorType, item.Reason ?? "")
        : SendAsync(context, item.Status, json =>
        {
            json.WriteStartObject();
            WriteStored(json, item.Action);
            json.WriteEndObject();
        });

    static void WriteItem(Utf8JsonWriter json, BulkItem item, bool whole)
    {
        json.WriteStartObject();
        json.WriteStartObject(item.Action.Name);
        if (item.ErrorType is not null)
        {
            if (whole)
            {
                json.WriteString("_index", item.Action.Index);
                json.WriteString("_id", item.Action.Id ?? NewId());
            }

            json.WriteStartObject("error");
            WriteReason(json, item.ErrorType, item.Reason ?? "");
            json.WriteEndObject();
        }
        else if (whole)
        {
            WriteStored(json, item.Action);
        }

        json.WriteNumber("status", item.Status);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteStored(Utf8JsonWriter json, BulkAction action)
    {
        json.WriteString("_index", action.Index);
        json.WriteString("_id", action.Id ?? NewId());
        json.WriteNumber("_version", 1);
        json.WriteString("result", "created");
        json.WriteStartObject("_shards");
        json.WriteNumber("total", 1);
        json.WriteNumber("successful", 1);
        json.WriteNumber("failed", 0);
        json.WriteEndObject();
        json.WriteNumber("_seq_no", 0);
        json.WriteNumber("_primary_term", 1);
    }

    static void WriteReason(Utf8JsonWriter json, string type, string reason)
    {
        json.WriteString("type", type);
        json.WriteString("reason", reason);
    }

    // Twenty letters, as Elasticsearch makes them; nothing can be asked for by it here.
    static string NewId() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(15)).Replace('+', '-').Replace('/', '_');
}

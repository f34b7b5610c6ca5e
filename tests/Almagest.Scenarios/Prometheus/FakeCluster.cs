using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Almagest.Scenarios.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Speaks list and watch of Kubernetes' API for a few objects that the test changes.</summary>
sealed class FakeCluster
{
    readonly ConcurrentDictionary<string, ConcurrentDictionary<string, JsonNode>> _objects = new();
    readonly ConcurrentDictionary<string, ConcurrentBag<Channel<string>>> _watchers = new();
    int _version = 100;

    /// <summary>Serves the kinds under their paths; every request has to bear the token.</summary>
    internal FakeCluster(TestSite site, string token, params string[] paths)
    {
        foreach (var path in paths)
        {
            (_objects[path], _watchers[path]) = (new(), []);
            site.Serve(path, context => context.Request.Headers.Authorization == $"Bearer {token}" ? AnswerAsync(path, context) : RefuseAsync(context));
        }
    }

    /// <summary>Puts an object in place, or removes it, and tells the watchers.</summary>
    internal void Set(string path, string json, bool deleted = false)
    {
        var item = JsonNode.Parse(json)!;
        item["metadata"]!["resourceVersion"] = $"{Interlocked.Increment(ref _version)}";
        var key = $"{item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}";
        var kind = deleted ? "DELETED" : _objects[path].ContainsKey(key) ? "MODIFIED" : "ADDED";
        if (deleted)
            _objects[path].TryRemove(key, out _);
        else
            _objects[path][key] = item;
        Tell(path, $$"""{"type":"{{kind}}","object":{{item.ToJsonString()}}}""");
    }

    /// <summary>Tells the watchers that they are too late: they have to list again.</summary>
    internal void Expire(string path) => Tell(path, """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""");

    void Tell(string path, string line)
    {
        foreach (var watcher in _watchers[path])
            watcher.Writer.TryWrite(line);
    }

    static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = 401;
        return Task.CompletedTask;
    }

    async Task AnswerAsync(string path, HttpContext context)
    {
        context.Response.ContentType = "application/json";
        if (context.Request.Query["watch"] != "1")
        {
            var items = new JsonArray([.. _objects[path].Values.Select(static i => i.DeepClone())]);
            await context.Response.WriteAsync(new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = $"{_version}" }, ["items"] = items }.ToJsonString());
            return;
        }

        var events = Channel.CreateUnbounded<string>();
        _watchers[path].Add(events);
        await context.Response.StartAsync();
        try
        {
            await foreach (var line in events.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(line + "\n");
                await context.Response.Body.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The watcher hung up.
        }
    }
}

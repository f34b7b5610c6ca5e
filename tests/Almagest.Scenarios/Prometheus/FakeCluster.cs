using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Almagest.Scenarios.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Speaks list and watch of Kubernetes' API for a few objects that the test changes.</summary>
sealed class FakeCluster
{
    readonly Dictionary<string, Dictionary<string, JsonNode>> _objects = [];
    readonly Dictionary<string, List<Channel<string>>> _watchers = [];
    readonly Lock _telling = new();
    readonly Dictionary<string, List<(int Version, string Line)>> _events = [];
    int _version = 100;

    /// <summary>Serves the kinds under their paths; every request has to bear the token.</summary>
    internal FakeCluster(TestSite site, string token, params string[] paths)
    {
        foreach (var path in paths)
        {
            (_objects[path], _watchers[path], _events[path]) = ([], [], []);
            site.Serve(path, context => context.Request.Headers.Authorization == $"Bearer {token}" ? AnswerAsync(path, context) : RefuseAsync(context));
        }
    }

    /// <summary>Puts an object in place, or removes it, and tells the watchers, also those that will ask to go on from an older version.</summary>
    internal void Set(string path, string json, bool deleted = false)
    {
        lock (_telling)
        {
            var item = JsonNode.Parse(json)!;
            item["metadata"]!["resourceVersion"] = $"{++_version}";
            var key = $"{item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}";
            var kind = deleted ? "DELETED" : _objects[path].ContainsKey(key) ? "MODIFIED" : "ADDED";
            if (deleted)
                _objects[path].Remove(key);
            else
                _objects[path][key] = item;
            var line = $$"""{"type":"{{kind}}","object":{{item.ToJsonString()}}}""";
            _events[path].Add((_version, line));
            Tell(path, line);
        }
    }

    /// <summary>Tells the watchers that they are too late: they have to list again.</summary>
    internal void Expire(string path)
    {
        lock (_telling)
            Tell(path, """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""");
    }

    void Tell(string path, string line) => _watchers[path].ForEach(watcher => watcher.Writer.TryWrite(line));

    string List(string path)
    {
        lock (_telling)
            return new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = $"{_version}" }, ["items"] = new JsonArray([.. _objects[path].Values.Select(static i => i.DeepClone())]) }.ToJsonString();
    }

    Channel<string> Watch(string path, int version)
    {
        var events = Channel.CreateUnbounded<string>();
        lock (_telling)
        {
            foreach (var (_, line) in _events[path].Where(e => e.Version > version))
                events.Writer.TryWrite(line);
            _watchers[path].Add(events);
        }

        return events;
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
            await context.Response.WriteAsync(List(path));
            return;
        }

        var events = Watch(path, int.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture));
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

using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Speaks Consul's catalog and health endpoints for services that the test changes; a question with the current index waits for a change.</summary>
sealed class FakeConsul
{
    readonly Lock _lock = new();
    readonly Dictionary<string, (string[] Tags, JsonArray Instances, ulong Index)> _services = [];
    readonly TestSite _site;
    readonly string _prefix;
    readonly string _token;
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ulong _index = 10;

    /// <summary>Serves under a prefix; every request has to bear the token.</summary>
    internal FakeConsul(TestSite site, string prefix, string token)
    {
        (_site, _prefix, _token) = (site, prefix, token);
        site.Serve(prefix + "/v1/agent/self", context => AnswerAsync(context, static () => (new JsonObject { ["Config"] = new JsonObject { ["Datacenter"] = "dc-7" } }, 0)));
        site.Serve(prefix + "/v1/catalog/services", context => AnswerAsync(context, () => (Names(), _index)));
    }

    /// <summary>Registers a service, or what is new about it.</summary>
    internal void Set(string service, string[] tags, params string[] instances)
    {
        Change(() => _services[service] = (tags, new JsonArray([.. instances.Select(static i => JsonNode.Parse(i))]), ++_index));
        _site.Serve($"{_prefix}/v1/health/service/{service}", context => AnswerAsync(context, () => _services.TryGetValue(service, out var found)
            ? (found.Instances.DeepClone(), found.Index) : (new JsonArray(), _index)));
    }

    internal void Remove(string service) => Change(() =>
    {
        _services.Remove(service);
        _index++;
    });

    void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    JsonObject Names() => new(_services.Select(static s => KeyValuePair.Create(s.Key, (JsonNode?)new JsonArray([.. s.Value.Tags.Select(static t => JsonValue.Create(t))]))));

    async Task AnswerAsync(HttpContext context, Func<(JsonNode Body, ulong Index)> answer)
    {
        if (context.Request.Headers["X-Consul-Token"] != _token)
        {
            context.Response.StatusCode = 403;
            return;
        }

        _ = ulong.TryParse(context.Request.Query["index"], out var known);
        while (true)
        {
            (JsonNode Body, ulong Index) now;
            Task changed;
            lock (_lock)
                (now, changed) = (answer(), _changed.Task);
            if (known == 0 || now.Index > known)
            {
                context.Response.ContentType = "application/json";
                context.Response.Headers["X-Consul-Index"] = $"{now.Index}";
                await context.Response.WriteAsync(now.Body.ToJsonString());
                return;
            }

            await changed.WaitAsync(context.RequestAborted);
        }
    }
}

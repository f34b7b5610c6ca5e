using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Targets;

namespace Almagest.Server.Ingest.Scrape.Discovery.Consul;

/// <summary>Asks Consul's HTTP API; with an index a question is answered when something has changed since, or after a while
/// (https://developer.hashicorp.com/consul/api-docs/features/blocking).</summary>
sealed class ConsulApi(ConsulDiscovery config, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Wait = TimeSpan.FromMinutes(2);

    // Consul adds up to a sixteenth, so that not all come at once.
    static readonly TimeSpan Patience = Wait + TimeSpan.FromSeconds(15);

    readonly TargetClient _client = new(config.Http, time, config.Server.Scheme == "unix" ? config.Server.AbsolutePath : null);

    /// <summary>The datacenter of the agent.</summary>
    internal async Task<string> DatacenterAsync(CancellationToken ct)
    {
        var (agent, _) = await GetAsync("/v1/agent/self", [], ConsulJsonContext.Default.ConsulAgent, ct);
        return agent.Config?.Datacenter is { Length: > 0 } name ? name : throw new JsonException("the agent of Consul does not tell its datacenter");
    }

    /// <summary>The names of all services with their tags.</summary>
    internal Task<(Dictionary<string, List<string>> Services, ulong Index)> ServicesAsync(ulong index, CancellationToken ct) =>
        GetAsync("/v1/catalog/services", Watch(index, config.Filter, []), ConsulJsonContext.Default.DictionaryStringListString, ct);

    /// <summary>The instances of a service, healthy or not.</summary>
    internal Task<(List<ConsulInstance> Instances, ulong Index)> InstancesAsync(string service, ulong index, CancellationToken ct) =>
        GetAsync($"/v1/health/service/{Uri.EscapeDataString(service)}", Watch(index, config.HealthFilter, config.Tags), ConsulJsonContext.Default.ListConsulInstance, ct);

    public void Dispose() => _client.Dispose();

    List<(string Name, string Value)> Watch(ulong index, string filter, IReadOnlyList<string> tags)
    {
        var parameters = new List<(string, string)>();
        Add("dc", config.Datacenter);
        Add("filter", filter);
        Add("index", index == 0 ? "" : index.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in config.NodeMeta)
            parameters.Add(("node-meta", $"{name}:{value}"));
        Add("ns", config.Namespace);
        Add("partition", config.Partition);
        if (config.AllowStale)
            parameters.Add(("stale", ""));
        foreach (var tag in tags)
            parameters.Add(("tag", tag));
        Add("wait", string.Create(CultureInfo.InvariantCulture, $"{Wait.TotalMilliseconds}ms"));
        return parameters;

        void Add(string name, string value)
        {
            if (value.Length > 0)
                parameters.Add((name, value));
        }
    }

    async Task<(T Answer, ulong Index)> GetAsync<T>(string path, List<(string Name, string Value)> parameters, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var server = config.Server.Scheme == "unix" ? "http://localhost" : config.Server.AbsoluteUri.TrimEnd('/');
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{server}{path}{query}"));
        if (config.Token.Length > 0)
            request.Headers.TryAddWithoutValidation("X-Consul-Token", config.Token);
        await using var answer = await _client.OpenAsync(request, either.Token);
        var read = await JsonSerializer.DeserializeAsync(answer.Body, type, either.Token) ?? throw new JsonException("Consul answered nothing");
        return (read, ulong.TryParse(answer.Header("X-Consul-Index"), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0);
    }
}

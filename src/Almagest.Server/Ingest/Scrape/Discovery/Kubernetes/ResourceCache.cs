using System.Collections.Concurrent;
using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>
/// The objects of one kind as the API tells them: listed once, then kept up to date by watching
/// (https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes).
/// </summary>
sealed partial class ResourceCache(KubernetesApi api, string path, ResourceSelector selector, TimeProvider time, ILogger logger)
{
    // Objects per answer of a list, as client-go asks.
    const int PageSize = 500;
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<string, JsonElement> _objects = new(StringComparer.Ordinal);

    /// <summary>Whether everything was listed once.</summary>
    internal bool IsSynced { get; private set; }

    internal IEnumerable<JsonElement> All => _objects.Values;

    internal JsonElement? Find(string key) => _objects.TryGetValue(key, out var found) ? found : null;

    internal async Task RunAsync(Action changed, CancellationToken ct)
    {
        var wait = FirstWait;
        while (true)
        {
            try
            {
                var version = await ListAsync(ct);
                IsSynced = true;
                changed();
                wait = FirstWait;
                while (version.Length > 0)
                    version = await WatchAsync(version, changed, ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested && error is HttpRequestException or IOException or JsonException or ConfigException or OperationCanceledException)
            {
                Failed(path, error.Message);
                await Task.Delay(wait, time, ct);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    /// <summary>Lists everything; gives back the version to watch from.</summary>
    async Task<string> ListAsync(CancellationToken ct)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = "";
        while (true)
        {
            using var page = await api.GetAsync(Address(("limit", $"{PageSize}"), ("continue", next)), ct);
            foreach (var item in KubernetesObject.List(page.RootElement, "items"))
            {
                var key = KubernetesObject.KeyOf(item);
                seen.Add(key);
                _objects[key] = item.Clone();
            }

            next = KubernetesObject.Text(page.RootElement, "metadata", "continue");
            if (next.Length > 0)
                continue;
            foreach (var gone in _objects.Keys.Where(key => !seen.Contains(key)).ToList())
                _objects.TryRemove(gone, out _);
            return KubernetesObject.Text(page.RootElement, "metadata", "resourceVersion");
        }
    }

    /// <summary>Watches until the server ends it; gives back the version to go on from, empty when everything has to be listed again.</summary>
    async Task<string> WatchAsync(string version, Action changed, CancellationToken ct)
    {
        await using var events = await api.OpenAsync(Address(("watch", "1"), ("allowWatchBookmarks", "true"), ("resourceVersion", version)), ct);
        using var reader = new StreamReader(events.Body);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0)
                continue;
            using var told = JsonDocument.Parse(line);
            var kind = KubernetesObject.Text(told.RootElement, "type");
            // The version is too old to go on from (410), or something else is wrong: the list will tell.
            if (kind == "ERROR" || !told.RootElement.TryGetProperty("object", out var item))
                return "";
            version = KubernetesObject.Text(item, "metadata", "resourceVersion");
            if (kind == "BOOKMARK")
                continue;
            if (kind == "DELETED")
                _objects.TryRemove(KubernetesObject.KeyOf(item), out _);
            else
                _objects[KubernetesObject.KeyOf(item)] = item.Clone();
            changed();
        }

        return version;
    }

    string Address(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var parts = new List<string>();
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("labelSelector", selector.Label), ("fieldSelector", selector.Field), .. more])
        {
            if (value.Length > 0)
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return $"{path}?{string.Join('&', parts)}";
    }

    [LoggerMessage(LogLevel.Warning, "Kubernetes discovery of {Path} failed, the objects known before stay: {Error}")]
    partial void Failed(string path, string error);
}

using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Targets;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>Asks an API server.</summary>
sealed class KubernetesApi(KubernetesAccess access, TimeProvider time) : IDisposable
{
    const int MaxBytes = 512 << 20;

    readonly TargetClient _client = new(access.Http, time);

    internal async Task<JsonDocument> GetAsync(string pathAndQuery, CancellationToken ct)
    {
        using var request = Request(pathAndQuery);
        var (body, _) = await _client.GetAsync(request, MaxBytes, ct);
        using (body)
            return JsonDocument.Parse(body.Memory.ToArray());
    }

    /// <summary>Opens an answer that goes on as long as the server likes.</summary>
    internal async Task<OpenBody> OpenAsync(string pathAndQuery, CancellationToken ct)
    {
        using var request = Request(pathAndQuery);
        return await _client.OpenAsync(request, ct);
    }

    public void Dispose() => _client.Dispose();

    HttpRequestMessage Request(string pathAndQuery)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(access.Server.AbsoluteUri.TrimEnd('/') + pathAndQuery));
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return request;
    }
}

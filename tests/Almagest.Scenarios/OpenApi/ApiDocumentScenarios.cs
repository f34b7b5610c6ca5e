using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.OpenApi;

public sealed class ApiDocumentScenarios : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Own_api_is_described_and_nothing_else()
    {
        using var server = await ServerProcess.StartAsync(_folder.Path);
        var document = await _http.GetFromJsonAsync<JsonNode>(new Uri(server.Address, "/openapi/v1.json"));
        var paths = document!["paths"]!.AsObject();
        foreach (var path in (string[])["/api/vault/overview", "/api/vault/live", "/api/vault/sql", "/api/vault/sql/explain", "/api/vault/schema", "/api/vault/metrics"])
            paths.ContainsKey(path).ShouldBeTrue(path);
        paths.ShouldAllBe(static path => path.Key.StartsWith("/api/vault/", StringComparison.Ordinal));
        foreach (var operation in paths.SelectMany(static path => path.Value!.AsObject()))
            operation.Value!["summary"]!.ToString().ShouldNotBeEmpty();
        document["components"]!["schemas"]!["OverviewResponse"]!["description"]!.ToString().ShouldNotBeEmpty();
    }
}

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

    /// <summary>Types of pages that do not fit the server any more would only show in the browser. Set ALMAGEST_UPDATE_GENERATED=1 to write them anew.</summary>
    [Fact]
    public async Task Types_of_the_pages_are_those_of_the_document()
    {
        using var server = await ServerProcess.StartAsync(_folder.Path);
        var document = Path.Combine(_folder.Path, "openapi.json");
        await File.WriteAllTextAsync(document, await _http.GetStringAsync(new Uri(server.Address, "/openapi/v1.json")));
        var generated = await new NodeProgram(Path.Combine(Web(), "api-types"), "generate.mjs").RunAsync(document);
        var path = Path.Combine(Web(), "src", "lib", "api.generated.ts");
        if (Environment.GetEnvironmentVariable("ALMAGEST_UPDATE_GENERATED") == "1")
            await File.WriteAllTextAsync(path, generated);
        generated.ShouldBe(
            await File.ReadAllTextAsync(path), "run ALMAGEST_UPDATE_GENERATED=1 dotnet test tests/Almagest.Scenarios --filter ApiDocumentScenarios and commit web/src/lib/api.generated.ts");
    }

    static string Web()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Almagest.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("the tests do not run within the repository"), "web");
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;
using Almagest.Scenarios.Live;

namespace Almagest.Scenarios.Store;

public sealed class RemoteStoreScenarios : IAsyncLifetime, IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new();
    readonly PlainStore _store = new();

    public Task InitializeAsync() => _store.StartAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Server_on_a_store_it_does_not_run_receives_answers_and_finds_all_again_after_a_restart()
    {
        using (var server = await ServerProcess.StartAsync(_folder.Path, "--store", _store.Url, "--store-reader", _store.Reader))
        {
            await SentRecords.LogAsync(_http, server.Address, "till", "a drawer is stuck");
            await SentRecords.SpanAsync(_http, server.Address, "till", "pay", "eee19b7ec3c1b174");
            await SentRecords.GaugeAsync(_http, server.Address, "till", "drawers", 4);
            await SentRecords.LogAsync(_http, server.Address, "till", "not ours", tenant: "neighbour");
            (await RowsAsync(server, "SELECT body FROM logs WHERE service = 'till'")).ShouldBe("""[["a drawer is stuck"]]""");
            (await RowsAsync(server, "SELECT name, status FROM spans WHERE service = 'till'")).ShouldBe("""[["pay","error"]]""");
            var overview = await server.OverviewAsync(_http);
            (overview["engine"]!["mode"]!.ToString(), overview["engine"]!["pid"]).ShouldBe(("remote", null));
            (await _http.GetAsync(new Uri(server.Address, "/-/ready"))).StatusCode.ShouldBe(HttpStatusCode.OK);
            Directory.Exists(Path.Combine(_folder.Path, "engine")).ShouldBeFalse();
        }

        using var again = await ServerProcess.StartAsync(_folder.Path, "--store", _store.Url, "--store-reader", _store.Reader);
        var metric = await _http.GetFromJsonAsync<JsonNode>(new Uri(again.Address, "/api/v1/query?query=drawers_celsius"));
        metric!["data"]!["result"]![0]!["value"]![1]!.ToString().ShouldBe("4");
    }

    [Fact]
    public async Task Without_an_account_for_readers_all_but_sql_works()
    {
        using var server = await ServerProcess.StartAsync(_folder.Path, "--store", _store.Url);
        await SentRecords.GaugeAsync(_http, server.Address, "till", "drawers", 4);
        using var answer = await _http.PostAsJsonAsync(new Uri(server.Address, "/api/vault/sql"), new { query = "SELECT 1" });
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("reader_missing");
    }

    async Task<string> RowsAsync(ServerProcess server, string query)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(server.Address, "/api/vault/sql"), new { query });
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["rows"]!.ToJsonString();
    }
}

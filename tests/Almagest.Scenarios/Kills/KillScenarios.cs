using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Kills;

/// <summary>
/// Eight clients send while the server, its engine or both are killed. Clients repeat a request until it is answered, as real
/// senders do. <c>ALMAGEST_KILL_ROUNDS</c> sets the number of rounds; the full check is 20.
/// </summary>
public sealed class KillScenarios
{
    const int Clients = 8;
    const int RecordsPerRequest = 5;

    static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("ALMAGEST_KILL_ROUNDS") ?? "4", CultureInfo.InvariantCulture);

    readonly ConcurrentBag<long> _acknowledged = [];
    long _next;
    Uri? _address;

    [Fact]
    public async Task Acknowledged_records_are_there_once_after_kills_of_server_engine_and_both()
    {
        using var folder = new TemporaryFolder();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var server = await ServerProcess.StartAsync(folder.Path);
        _address = server.Address;
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => SendAsync(http, stop.Token)).ToList();
        try
        {
            for (var round = 0; round < Rounds; round++)
                server = await KillAsync(server, folder.Path, round, http);
            await MoreAcknowledgedAsync();
            await stop.CancelAsync();
            await Task.WhenAll(clients);
            await CheckAsync(http, server.Address);
        }
        finally
        {
            server.Dispose();
        }
    }

    async Task<ServerProcess> KillAsync(ServerProcess server, string data, int round, HttpClient http)
    {
        await MoreAcknowledgedAsync();
        var engine = await server.EngineProcessIdAsync(http);
        if (round % 3 != 0)
            server.Kill();
        if (round % 3 != 1)
            Processes.Kill(engine);
        if (round % 3 == 0)
            return server;
        server.Dispose();
        await Wait.UntilAsync(() => !Processes.Exists(engine));
        var restarted = await ServerProcess.StartAsync(data);
        _address = restarted.Address;
        return restarted;
    }

    async Task MoreAcknowledgedAsync()
    {
        var before = _acknowledged.Count;
        await Wait.UntilAsync(() => _acknowledged.Count > before + Clients * RecordsPerRequest * 3);
    }

    async Task SendAsync(HttpClient http, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var ids = Enumerable.Range(0, RecordsPerRequest).Select(_ => Interlocked.Increment(ref _next)).ToList();
            var body = string.Join('\n', ids.Select(static id =>
                $$$"""{"timestamp":"2026-11-20T10:00:00Z","source_system":"kill","metric_type":"kill_round","value":{{{id}}},"tags":{"id":"{{{id}}}"}}"""));
            while (!await TrySendAsync(http, body))
                await Task.Delay(50, CancellationToken.None);
            foreach (var id in ids)
                _acknowledged.Add(id);
        }
    }

    async Task<bool> TrySendAsync(HttpClient http, string body)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
            using var response = await http.PostAsync(new Uri(_address!, "/api/vault/metrics"), content);
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    async Task CheckAsync(HttpClient http, Uri address)
    {
        const string Query = """{"query":"SELECT count() AS rows, uniqExact(value) AS ids FROM samples WHERE metric = 'kill_round'"}""";
        using var content = new StringContent(Query, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(address, "/api/vault/sql"), content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var row = answer["rows"]!.AsArray()[0]!.AsArray();
        var (rows, ids) = (long.Parse(row[0]!.ToString(), CultureInfo.InvariantCulture), long.Parse(row[1]!.ToString(), CultureInfo.InvariantCulture));
        _acknowledged.Distinct().Count().ShouldBe(_acknowledged.Count);
        // Every request was repeated until it was answered, so what is stored is exactly what was acknowledged.
        ids.ShouldBe(_acknowledged.Count);
        rows.ShouldBe(ids);
    }
}

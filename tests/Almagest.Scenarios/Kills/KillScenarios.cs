using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Kills;

/// <summary>
/// Eight clients send all signals while the server, its engine or both are killed. Clients repeat a request until it is answered, as real
/// senders do. <c>ALMAGEST_KILL_ROUNDS</c> sets the number of rounds; the full check is 20.
/// </summary>
public sealed class KillScenarios
{
    const int Clients = 8;
    const int ItemsPerRequest = 5;

    static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("ALMAGEST_KILL_ROUNDS") ?? "4", CultureInfo.InvariantCulture);

    readonly Dictionary<KillTraffic, ConcurrentBag<long>> _acknowledged = KillTraffic.All.ToDictionary(static t => t, static _ => new ConcurrentBag<long>());
    long _next;
    KillTarget? _target;

    [Fact]
    public async Task Acknowledged_items_are_there_once_after_kills_of_server_engine_and_both()
    {
        using var folder = new TemporaryFolder();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        var server = await ServerProcess.StartAsync(folder.Path);
        _target = await KillTarget.OfAsync(server, http);
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(i => SendAsync(KillTraffic.All[i % KillTraffic.All.Count], stop.Token)).ToList();
        try
        {
            for (var round = 0; round < Rounds; round++)
                server = await KillAsync(server, folder.Path, round, http);
            await MoreAcknowledgedAsync();
            await stop.CancelAsync();
            await Task.WhenAll(clients);
            foreach (var traffic in KillTraffic.All)
                await CheckAsync(traffic, http, server.Address);
        }
        finally
        {
            server.Dispose();
            _target.Dispose();
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
        // The old target is left to its last users; the process ends soon.
        _target = await KillTarget.OfAsync(restarted, http);
        return restarted;
    }

    Task MoreAcknowledgedAsync()
    {
        var before = _acknowledged.ToDictionary(static a => a.Key, static a => a.Value.Count);
        return Wait.UntilAsync(() => _acknowledged.All(a => a.Value.Count > before[a.Key] + ItemsPerRequest * 3));
    }

    async Task SendAsync(KillTraffic traffic, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var ids = Enumerable.Range(0, ItemsPerRequest).Select(_ => Interlocked.Increment(ref _next)).ToList();
            while (!await traffic.SendAsync(_target!, ids))
                await Task.Delay(50, CancellationToken.None);
            foreach (var id in ids)
                _acknowledged[traffic].Add(id);
        }
    }

    async Task CheckAsync(KillTraffic traffic, HttpClient http, Uri address)
    {
        var (answer, rows, ids) = ("", 0L, -1L);
        // The engine may still be starting again after the last kill, and a read waits 5 s at most for what it missed meanwhile.
        await Wait.UntilAsync(async () =>
        {
            using var response = await http.PostAsJsonAsync(new Uri(address, "/api/vault/sql"), new { query = traffic.Count });
            answer = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                return false;
            var row = JsonNode.Parse(answer)!["rows"].ShouldNotBeNull(answer)[0]!.AsArray();
            (rows, ids) = (long.Parse(row[0]!.ToString(), CultureInfo.InvariantCulture), long.Parse(row[1]!.ToString(), CultureInfo.InvariantCulture));
            return ids >= _acknowledged[traffic].Count;
        }, () => $"{traffic.Name}: {ids} of {_acknowledged[traffic].Count} acknowledged; {answer}");
        // Every request was repeated until it was answered, so what is stored is exactly what was acknowledged.
        ids.ShouldBe(_acknowledged[traffic].Count, traffic.Name);
        rows.ShouldBe(ids, traffic.Name);
    }
}

using System.Diagnostics;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Schema;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Benchmarks.Formats;

/// <summary>
/// Inserts the same rows into the vault's own tables as Native and as RowBinary, in turns, and tells what each costs the engine. The rows are made by
/// the engine, so that both formats carry exactly the same values.
/// </summary>
static class FormatRace
{
    const int Rounds = 7;
    static readonly string[] Formats = ["Native", "RowBinary"];

    // Attributes, ids and names of the variety real telemetry has; what is left out has its default.
    static readonly (string Table, int Rows, string Columns)[] Cases =
    [
        ("samples", 500_000, "'t' AS tenant, 7000 AS retention_days, 'http_requests_total' AS metric, number % 10000 AS series, toDateTime64(1700000000 + intDiv(number, 10000) * 15, 3) AS time, toFloat64(number * 3 % 99991) AS value"),
        ("logs", 100_000, "'t' AS tenant, 7000 AS retention_days, concat('service-', toString(number % 7)) AS service, toDateTime64(1700000000 + number / 1000, 9) AS time, 'info' AS level, "
            + "concat('GET /api/v1/items/', toString(number % 5000), ' took ', toString(cityHash64(number) % 900), ' ms for user ', hex(cityHash64(number))) AS body, "
            + "lower(hex(cityHash64(number, 1))) AS trace_id, map('http.route', '/api/v1/items/{id}', 'user', toString(number % 900)) AS attributes"),
        ("spans", 100_000, "'t' AS tenant, 7000 AS retention_days, concat('service-', toString(number % 7)) AS service, toDateTime64(1700000000 + number / 1000, 9) AS time, cityHash64(number) % 90000000 AS duration_nano, "
            + "lower(concat(hex(cityHash64(intDiv(number, 9))), hex(cityHash64(intDiv(number, 9), 1)))) AS trace_id, lower(hex(cityHash64(number, 2))) AS span_id, "
            + "concat('operation ', toString(number % 40)) AS name, map('http.request.method', 'GET', 'http.route', '/api/v1/items/{id}', 'http.response.status_code', '200', 'server.address', 'items', 'user', toString(number % 900)) AS attributes"),
    ];

    internal static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("almagest-formats-");
        await using var engine = new EngineSupervisor(new EngineOptions { Folder = folder.FullName }, TimeProvider.System, NullLogger<EngineSupervisor>.Instance);
        await engine.StartAsync(CancellationToken.None);
        using (var client = new ClickHouseClient(engine, TimeProvider.System))
        {
            await VaultMigrations.CreateRunner(client, engine, TimeProvider.System).RunAsync(ClickHouse.Migrations.MigrationMode.Migrate, dryRun: false, CancellationToken.None);
            Console.WriteLine("| table | rows | format | MB sent | engine CPU ms | ms | CPU per row µs |\n| --- | --- | --- | --- | --- | --- | --- |");
            foreach (var (table, rows, columns) in Cases)
                await RunAsync(client, engine.Status.ProcessId ?? 0, (table, rows, columns));
        }

        await engine.DisposeAsync();
        folder.Delete(recursive: true);
    }

    static async Task RunAsync(ClickHouseClient client, int engine, (string Table, int Rows, string Columns) test)
    {
        // Without what is derived from the rows: that costs the same in both formats.
        var target = test.Table + "_race";
        await client.ExecuteAsync(new Statement($"CREATE TABLE {target} AS {test.Table}"), CancellationToken.None);
        var source = test.Table + "_source";
        await client.ExecuteAsync(new Statement($"CREATE TABLE {source} AS {test.Table}"), CancellationToken.None);
        await client.ExecuteAsync(new Statement($"SYSTEM STOP MERGES {target}"), CancellationToken.None);
        await client.ExecuteAsync(new Statement($"INSERT INTO {source} ({string.Join(", ", Names(test.Columns))}) SELECT {test.Columns} FROM numbers({test.Rows})"), CancellationToken.None);
        var bodies = new Dictionary<string, byte[]>();
        foreach (var format in Formats)
        {
            await using var result = await client.OpenAsync(new Statement($"SELECT * FROM {source}") { ReadOnly = true }, format, CancellationToken.None);
            using var bytes = new MemoryStream();
            await result.Body.CopyToAsync(bytes);
            bodies[format] = bytes.ToArray();
        }

        var costs = Formats.ToDictionary(static f => f, static _ => new List<(double Cpu, double Elapsed)>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var format in round % 2 == 0 ? Formats : Formats.Reverse())
            {
                await client.ExecuteAsync(new Statement($"TRUNCATE TABLE {target}"), CancellationToken.None);
                var (cpu, started) = (CpuMs(engine), Stopwatch.GetTimestamp());
                await client.InsertAsync(new InsertStatement(target, []) { Format = format }, InsertBody.Of(bodies[format]), CancellationToken.None);
                costs[format].Add((CpuMs(engine) - cpu, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
            }
        }

        foreach (var format in Formats)
        {
            var (cpu, elapsed) = (Median(costs[format].Select(static c => c.Cpu)), Median(costs[format].Select(static c => c.Elapsed)));
            Console.WriteLine(FormattableString.Invariant(
                $"| {test.Table} | {test.Rows:N0} | {format} | {bodies[format].Length / 1e6:F1} | {cpu:F0} | {elapsed:F0} | {cpu * 1000 / test.Rows:F2} |"));
        }
    }

    static IEnumerable<string> Names(string columns) => columns.Split(" AS ").Skip(1).Select(static part => part.Split(',')[0].Trim());

    static double CpuMs(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.TotalProcessorTime.TotalMilliseconds;
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}

using System.Diagnostics;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.TraceBench;

/// <summary>Runs statements from standard input, one a line, on the store of a stopped server: for looking into a data folder.</summary>
static class SqlShell
{
    internal static async Task RunAsync(string data)
    {
        await using var engine = new EngineSupervisor(
            new EngineOptions { Folder = Path.Combine(data, "engine"), MemoryCeilingBytes = 6_000_000_000 }, TimeProvider.System, NullLogger<EngineSupervisor>.Instance);
        await engine.StartAsync(CancellationToken.None);
        using var client = new ClickHouseClient(engine, TimeProvider.System);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line.Trim().Length == 0)
                continue;
            var started = Stopwatch.GetTimestamp();
            try
            {
                var statement = new Statement(line) { Timeout = TimeSpan.FromMinutes(10) };
                if (line.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase) || line.StartsWith("EXPLAIN", StringComparison.OrdinalIgnoreCase) || line.StartsWith("WITH", StringComparison.OrdinalIgnoreCase))
                {
                    await using var answer = await client.OpenAsync(statement, "PrettyCompactMonoBlock", CancellationToken.None);
                    using var reader = new StreamReader(answer.Body);
                    Console.WriteLine(await reader.ReadToEndAsync());
                }
                else
                {
                    await client.ExecuteAsync(statement, CancellationToken.None);
                }
            }
            catch (ClickHouseException error)
            {
                Console.WriteLine(error.Message);
            }

            Console.WriteLine($"-- {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} ms");
        }
    }
}

using System.Diagnostics;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.Server.Platform.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Features.Overview;

/// <summary>Reads the health of the store and of this process.</summary>
sealed class EngineReader(ClickHouseClient client, IServiceProvider services)
{
    internal async Task<EngineHealth> ReadAsync(CancellationToken ct)
    {
        long disk = 0, rows = 0, parts = 0;
        var version = "";
        var statement = new Statement("""
            SELECT toInt64(sum(bytes_on_disk)) AS disk, toInt64(sum(rows)) AS rows, toInt64(count()) AS parts, version() AS version
            FROM system.parts WHERE active AND database = currentDatabase()
            """) { Caller = "overview", ReadOnly = true, MayLag = true };
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            using (block)
            {
                if (block.Rows == 0)
                    continue;
                (disk, rows, parts) = (block.Fixed<long>("disk")[0], block.Fixed<long>("rows")[0], block.Fixed<long>("parts")[0]);
                version = block.Strings("version").GetString(0);
            }
        }

        if (services.GetService<EngineSupervisor>()?.Status is not { } status)
            return new EngineHealth("remote", version, "running", 0, 0, disk, rows, parts, 0, null);
        return new EngineHealth("embedded", version, status.State.ToString().ToLowerInvariant(), status.Uptime?.TotalSeconds ?? 0,
            status.Memory?.ResidentBytes ?? 0, disk, rows, parts, status.Restarts, status.ProcessId);
    }

    internal static ServerHealth DescribeServer(TimeProvider time)
    {
        using var process = Process.GetCurrentProcess();
        var uptime = time.GetUtcNow() - new DateTimeOffset(process.StartTime.ToUniversalTime());
        var version = typeof(EngineReader).Assembly.GetName().Version?.ToString(3) ?? "";
        return new ServerHealth(version, uptime.TotalSeconds, process.WorkingSet64);
    }

    internal static ServerEndpoints DescribeEndpoints(IServiceProvider services)
    {
        var addresses = Listeners.Addresses(services);
        return new ServerEndpoints(addresses[0], addresses[1], addresses[2]);
    }
}

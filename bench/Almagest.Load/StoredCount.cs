using System.Globalization;
using System.Net.Http.Json;
using Almagest.Cli.Otlp;

namespace Almagest.Load;

/// <summary>Counts by SQL what a run left in the vault.</summary>
static class StoredCount
{
    internal static async Task<long> ReadAsync(Uri vault, OtlpSignal signal, string run, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = vault };
        var query = signal switch
        {
            OtlpSignal.Traces => $"SELECT count() FROM spans WHERE resource['load.run'] = '{run}'",
            OtlpSignal.Logs => $"SELECT count() FROM logs WHERE resource['load.run'] = '{run}'",
            OtlpSignal.Metrics => $"SELECT count() FROM samples WHERE metric = 'load_{run}'",
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        using var response = await client.PostAsJsonAsync("/api/vault/sql?format=csv", new Dictionary<string, string> { ["query"] = query }, ct);
        response.EnsureSuccessStatusCode();
        var lines = (await response.Content.ReadAsStringAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return long.Parse(lines[^1].Trim('"'), CultureInfo.InvariantCulture);
    }
}

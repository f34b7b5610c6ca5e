using Almagest.ClickHouse.Http;
using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Fills the miner with the patterns of the store, so that they keep their ids over a restart.</summary>
public sealed partial class PatternLoader(ClickHouseClient client, PatternMiner miner, PatternLimits limits, ILogger<PatternLoader> logger)
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Loads the patterns seen last. Without them lines get new patterns, so failing is no reason not to start.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        if (!limits.Enabled)
            return;
        try
        {
            await LoadPatternsAsync(ct);
        }
        catch (Exception error) when (error is ClickHouseException or StoreUnavailableException)
        {
            NotLoaded(error);
        }
    }

    async Task LoadPatternsAsync(CancellationToken ct)
    {
        var statement = new Statement($"SELECT {PatternRows.List} FROM log_patterns FINAL ORDER BY last_seen DESC LIMIT {{most:Int64}}")
        { Caller = "log-patterns", ReadOnly = true, Timeout = TimeLimit };
        var roots = new Dictionary<string, LogPattern>();
        var merged = new List<(LogPattern Pattern, string MergedInto, bool General)>();
        await foreach (var block in client.ReadAsync(statement.With("most", (long)limits.MaxAllPatterns / 2), ct))
        {
            foreach (var (pattern, mergedInto, general) in PatternRows.Read(block))
            {
                if (mergedInto.Length > 0)
                {
                    merged.Add((pattern, mergedInto, general));
                    continue;
                }

                pattern.Restore(general, null);
                miner.Restore(pattern);
                roots[System.Text.Encoding.ASCII.GetString(pattern.Id)] = pattern;
            }
        }

        foreach (var (pattern, mergedInto, general) in merged)
        {
            if (!roots.TryGetValue(mergedInto, out var root))
                continue;
            pattern.Restore(general, root);
            miner.Restore(pattern);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The patterns of log lines could not be loaded; lines get new ones")]
    partial void NotLoaded(Exception error);
}

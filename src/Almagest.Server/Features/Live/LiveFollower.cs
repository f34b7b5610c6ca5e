using System.Text.Json.Nodes;
using Almagest.Model;

namespace Almagest.Server.Features.Live;

/// <summary>One reader of the stream: remembers what it has shown, so that each record is shown once however late it arrived.</summary>
sealed class LiveFollower(LiveReader reader, TenantId tenant, string? service)
{
    // Two windows' worth of keys: what falls out of the first set is still known in the second.
    const int KeysPerGeneration = 5_000;

    HashSet<string> _shown = [];
    HashSet<string> _shownBefore = [];

    /// <summary>What has arrived since the last call; null when nothing has.</summary>
    internal async Task<JsonObject?> NextAsync(IReadOnlyList<string> signals, CancellationToken ct)
    {
        var batch = new JsonObject();
        var (shown, dropped) = (0, 0);
        foreach (var signal in LiveReader.Signals)
        {
            var fresh = new JsonArray();
            if (signals.Contains(signal))
            {
                var rows = await reader.ReadAsync(signal, tenant, service, ct);
                foreach (var row in rows.Where(row => IsNew(signal, row)))
                    fresh.Add(row);
                // A full window whose every row is new means that more arrived than is shown.
                dropped += rows.Count == LiveReader.MaxRows && fresh.Count == rows.Count && _shownBefore.Count > 0 ? 1 : 0;
            }

            shown += fresh.Count;
            batch[signal] = fresh;
        }

        batch["dropped"] = dropped;
        return shown == 0 ? null : batch;
    }

    bool IsNew(string signal, JsonObject row)
    {
        var key = $"{signal}{row["key"]}";
        row.Remove("key");
        if (_shownBefore.Contains(key) || !_shown.Add(key))
            return false;
        if (_shown.Count >= KeysPerGeneration)
            (_shownBefore, _shown) = (_shown, []);
        return true;
    }
}

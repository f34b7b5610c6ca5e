using System.Collections.Concurrent;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Fakes;

/// <summary>A store that remembers what was inserted once per token, and can be held or made to fail.</summary>
sealed class FakeSegmentStore : ISegmentStore
{
    internal ConcurrentDictionary<string, int> RowsByToken { get; } = new();

    internal TaskCompletionSource Open { get; set; } = Opened();

    internal Exception? Failure { get; set; }

    internal int Attempts { get; private set; }

    internal int Rows => RowsByToken.Values.Sum();

    internal static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    public async Task InsertAsync(SegmentSection section, string token, CancellationToken ct)
    {
        await Open.Task.WaitAsync(ct);
        Attempts++;
        if (Failure is not null)
            throw Failure;
        RowsByToken[token] = section.Rows;
    }
}

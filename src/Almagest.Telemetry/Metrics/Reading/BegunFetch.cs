using Almagest.ClickHouse.Formats.Reading;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>
/// A statement for chunks that was sent, and whose first block is waited for while the caller does something else. Must be disposed, which stops what nobody read.
/// Not for concurrent use.
/// </summary>
sealed class BegunFetch : IAsyncDisposable
{
    readonly CancellationTokenSource _stop;
    readonly IAsyncEnumerator<ResultBlock> _blocks;
    readonly (int First, int Last) _hours;
    readonly Task<bool> _first;
    bool _isRead;

    BegunFetch(IAsyncEnumerator<ResultBlock> blocks, (int First, int Last) hours, CancellationTokenSource stop) =>
        (_blocks, _hours, _stop, _first) = (blocks, hours, stop, blocks.MoveNextAsync().AsTask());

    /// <summary>Sends the statement of <paramref name="read"/>, which asks for <paramref name="hours"/>.</summary>
    internal static BegunFetch Start(Func<CancellationToken, IAsyncEnumerable<ResultBlock>> read, (int First, int Last) hours, int generation, CancellationToken ct)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        return new BegunFetch(read(stop.Token).GetAsyncEnumerator(CancellationToken.None), hours, stop) { Generation = generation };
    }

    /// <summary>The tenant's <see cref="TenantMetrics.SealGeneration"/> before it was sent: what is sealed later may be missing.</summary>
    internal required int Generation { get; init; }

    /// <summary>The blocks, once; null when <paramref name="hours"/> are not among those asked for, or they were read before.</summary>
    internal IAsyncEnumerable<ResultBlock>? TryRead((int First, int Last) hours)
    {
        if (_isRead || hours.First < _hours.First || hours.Last > _hours.Last)
            return null;
        _isRead = true;
        return BlocksAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isRead)
            await _stop.CancelAsync();
        // An enumerator must not be disposed while it is waited for. How that ended is of interest only to who reads.
        await ((Task)_first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _blocks.DisposeAsync();
        _stop.Dispose();
    }

    async IAsyncEnumerable<ResultBlock> BlocksAsync()
    {
        for (var more = await _first; more; more = await _blocks.MoveNextAsync())
            yield return _blocks.Current;
    }
}

using Almagest.ClickHouse.Formats.Reading;
using Almagest.Telemetry.Metrics.Chunks;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>The times of the chunks of one block, which series of a target share: each of its dictionary is looked up in the <see cref="TimePool"/> once.</summary>
sealed class BlockTimes(LowCardinalityResultColumn column)
{
    readonly SharedTimes?[] _known = new SharedTimes?[column.Dictionary.Rows];
    readonly StringResultColumn _texts = (StringResultColumn)column.Dictionary;

    // Hot path: per chunk.
    /// <summary>The times of a row, which has so many samples.</summary>
    internal SharedTimes Of(int row, int count)
    {
        ref var known = ref _known[column.Indices[row]];
        return known is { } found && found.Count == count ? found : known = TimePool.Share(_texts[column.Indices[row]], count);
    }
}

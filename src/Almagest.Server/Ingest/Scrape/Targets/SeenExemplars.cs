using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>
/// Exemplars a series had in its last two scrapes. A target shows an exemplar until the next one comes; stored each time, one that is shown for an
/// hour would be there 240 times.
/// </summary>
sealed class SeenExemplars
{
    long _scrape;
    List<ulong> _now = [];
    List<ulong> _before = [];

    /// <summary>Whether neither this scrape nor the one before had it.</summary>
    /// <param name="scrape">Counts the scrapes of the target.</param>
    /// <param name="labels">Names and values.</param>
    /// <param name="value">The measurement; NaN is equal to no other, as in Prometheus.</param>
    /// <param name="timeMs">As told; without a time it is the same whenever it comes.</param>
    internal bool IsNew(long scrape, List<(byte[] Name, byte[] Value)> labels, double value, long? timeMs)
    {
        if (scrape != _scrape)
        {
            (_scrape, _now, _before) = (scrape, _before, _now);
            _now.Clear();
        }

        var hash = XxHash64.Combine(BitConverter.DoubleToUInt64Bits(value), (ulong)(timeMs ?? long.MinValue));
        foreach (var (name, text) in labels)
            hash = XxHash64.Combine(XxHash64.Combine(hash, XxHash64.Hash(name)), XxHash64.Hash(text));
        var isNew = double.IsNaN(value) || (!_before.Contains(hash) && !_now.Contains(hash));
        _now.Add(hash);
        return isNew;
    }
}

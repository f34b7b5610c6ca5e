using System.Collections.Immutable;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>The hours for which the store has chunks. Readers see a whole set; changes replace it.</summary>
sealed class SealedHours
{
    ImmutableHashSet<int> _hours = [];

    internal bool Contains(int hour) => Volatile.Read(ref _hours).Contains(hour);

    internal void Add(int hour) => ImmutableInterlocked.Update(ref _hours, static (hours, hour) => hours.Add(hour), hour);

    internal void AddRange(IEnumerable<int> hours) => ImmutableInterlocked.Update(ref _hours, static (known, hours) => known.Union(hours), hours);
}

using System.Collections.Immutable;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>The hours for which the store has chunks. Readers see a whole set; changes replace it.</summary>
sealed class SealedHours
{
    ImmutableHashSet<int> _hours = [];

    /// <summary>The newest of them; null when there is none.</summary>
    internal int? Newest => Volatile.Read(ref _hours) is { IsEmpty: false } hours ? hours.Max() : null;

    internal bool Contains(int hour) => Volatile.Read(ref _hours).Contains(hour);

    /// <summary>Those from <paramref name="first"/> to <paramref name="last"/>, in order.</summary>
    internal List<int> Within(int first, int last) => [.. Volatile.Read(ref _hours).Where(hour => hour >= first && hour <= last).Order()];

    internal void Add(int hour) => ImmutableInterlocked.Update(ref _hours, static (hours, hour) => hours.Add(hour), hour);

    internal void AddRange(IEnumerable<int> hours) => ImmutableInterlocked.Update(ref _hours, static (known, hours) => known.Union(hours), hours);
}

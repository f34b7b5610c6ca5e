namespace Almagest.Telemetry.Metrics.Cardinality;

/// <summary>The largest of many counts; a name is only made for those that are kept.</summary>
sealed class TopCounts(int limit)
{
    readonly PriorityQueue<NamedCount, long> _smallestFirst = new();

    internal void Add(long count, string name) => Add(count, name, static n => n);

    internal void Add<T>(long count, T of, Func<T, string> name)
    {
        if (_smallestFirst.Count < limit)
            _smallestFirst.Enqueue(new(name(of), count), count);
        else if (_smallestFirst.TryPeek(out _, out var least) && count > least)
            _smallestFirst.EnqueueDequeue(new(name(of), count), count);
    }

    /// <summary>Largest first; equal ones by name.</summary>
    internal IReadOnlyList<NamedCount> ToList() =>
        [.. _smallestFirst.UnorderedItems.Select(static i => i.Element).OrderByDescending(static c => c.Count).ThenBy(static c => c.Name, StringComparer.Ordinal)];
}

/// <summary>How much of something there is.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Count">How many.</param>
public sealed record NamedCount(string Name, long Count);

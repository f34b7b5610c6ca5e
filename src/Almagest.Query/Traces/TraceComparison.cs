namespace Almagest.Query.Traces;

/// <summary>One place in the call trees of two traces: the operations from the root down, and what each trace spent there.</summary>
/// <param name="Path">Steps of the form <c>service: operation</c>, the root first.</param>
/// <param name="CountA">Spans there in the first trace.</param>
/// <param name="CountB">Spans there in the second.</param>
/// <param name="DurationA">Nanoseconds in the first.</param>
/// <param name="DurationB">Nanoseconds in the second.</param>
/// <param name="SelfA">Self time in the first.</param>
/// <param name="SelfB">Self time in the second.</param>
public sealed record PathDifference(IReadOnlyList<string> Path, int CountA, int CountB, long DurationA, long DurationB, long SelfA, long SelfB);

/// <summary>Lays two traces over each other.</summary>
public static class TraceComparison
{
    /// <summary>Every place either trace has, the largest difference of self time first: that is where one is slower.</summary>
    public static IReadOnlyList<PathDifference> Compare(TraceTree a, TraceTree b)
    {
        var (left, right) = (Places(a), Places(b));
        return [.. left.Keys.Union(right.Keys).Select(key =>
        {
            var (l, r) = (left.GetValueOrDefault(key), right.GetValueOrDefault(key));
            return new PathDifference(key.Split('\u0001'), l.Count, r.Count, l.Nano, r.Nano, l.Self, r.Self);
        }).OrderByDescending(static d => Math.Abs(d.SelfB - d.SelfA)).ThenByDescending(static d => d.SelfB - d.SelfA)];
    }

    static Dictionary<string, (int Count, long Nano, long Self)> Places(TraceTree tree)
    {
        // A path may be long and a trace have many spans: each place is named once and found by its parent's place.
        var names = new string[tree.Nodes.Count];
        var self = SelfTime.Of(tree);
        var places = new Dictionary<string, (int Count, long Nano, long Self)>(StringComparer.Ordinal);
        foreach (var node in tree.Nodes)
        {
            var step = $"{node.Span.Service}: {node.Span.Name}";
            names[node.Index] = node.Parent is null || node.Depth > 100 ? step : names[node.Parent.Index] + "\u0001" + step;
            var (count, nano, own) = places.GetValueOrDefault(names[node.Index]);
            places[names[node.Index]] = (count + 1, nano + node.Span.DurationNano, own + self[node.Index]);
        }

        return places;
    }
}

using Almagest.Query.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>
/// Relates two sets of spans of a trace. The result of a structural operator is taken from its right side; with <c>!</c> before it
/// the spans of the right side that are not so related; with <c>&amp;</c> the related spans of both sides. Linear in the trace.
/// </summary>
static class SpansetRelations
{
    internal static IReadOnlyList<TraceNode> Apply(string operation, IReadOnlyList<TraceNode> left, IReadOnlyList<TraceNode> right, TraceTree tree)
    {
        switch (operation)
        {
            case "&&":
                return left.Count > 0 && right.Count > 0 ? Union(left, right) : [];
            case "||":
                return Union(left, right);
        }

        var (mark, relation) = operation[0] is '!' or '&' ? (operation[0], operation[1..]) : (' ', operation);
        var related = Related(relation, left, tree);
        return mark switch
        {
            '!' => [.. right.Where(n => !related(n))],
            '&' when right.Any(related) => Union([.. right.Where(related)], [.. left.Where(Related(Inverse(relation), right, tree))]),
            '&' => [],
            _ => [.. right.Where(related)],
        };
    }

    static string Inverse(string relation) => relation switch { ">" => "<", "<" => ">", ">>" => "<<", "<<" => ">>", _ => relation };

    static Func<TraceNode, bool> Related(string relation, IReadOnlyList<TraceNode> to, TraceTree tree)
    {
        var marked = new bool[tree.Nodes.Count];
        foreach (var node in to)
            marked[node.Index] = true;
        switch (relation)
        {
            case ">":
                return n => n.Parent is { } parent && marked[parent.Index];
            case ">>":
                var below = new bool[marked.Length];
                foreach (var node in tree.Nodes)
                    below[node.Index] = node.Parent is { } parent && (marked[parent.Index] || below[parent.Index]);
                return n => below[n.Index];
            case "<":
                var above = new bool[marked.Length];
                foreach (var node in to)
                    if (node.Parent is { } parent)
                        above[parent.Index] = true;
                return n => above[n.Index];
            case "<<":
                var ancestors = new bool[marked.Length];
                for (var i = marked.Length - 1; i >= 0; i--)
                    if (tree.Nodes[i].Parent is { } parent && (marked[i] || ancestors[i]))
                        ancestors[parent.Index] = true;
                return n => ancestors[n.Index];
            case "~":
                var counts = new int[marked.Length];
                foreach (var node in to)
                    if (node.Parent is { } parent)
                        counts[parent.Index]++;
                return n => n.Parent is { } parent && counts[parent.Index] > (marked[n.Index] ? 1 : 0);
            default:
                throw new InvalidOperationException($"unknown operator \"{relation}\"");
        }
    }

    static List<TraceNode> Union(IReadOnlyList<TraceNode> left, IReadOnlyList<TraceNode> right) =>
        [.. left.Union(right).OrderBy(static n => n.Index)];
}

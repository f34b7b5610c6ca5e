using System.Collections.Concurrent;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>How long each part of an expression took and how many series it gave. A part that is evaluated several times is added up.</summary>
sealed class NodeMeasures(TimeProvider time)
{
    readonly ConcurrentDictionary<Expr, (long Ticks, int Series)> _nodes = new(ReferenceEqualityComparer.Instance);

    public List<StepColumn> Measure(Expr expr, Func<Expr, List<StepColumn>> evaluate)
    {
        var started = time.GetTimestamp();
        var columns = evaluate(expr);
        var ticks = time.GetElapsedTime(started).Ticks;
        _nodes.AddOrUpdate(expr, static (_, now) => now, static (_, before, now) => (before.Ticks + now.ticks, now.Count), (ticks, columns.Count));
        return columns;
    }

    public (TimeSpan Duration, int Series)? Find(Expr expr) => _nodes.TryGetValue(expr, out var found) ? (new TimeSpan(found.Ticks), found.Series) : null;
}

using System.Runtime.InteropServices;
using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>How a call over ranges can be answered from rollups.</summary>
/// <param name="ResolutionMs">The width of the buckets.</param>
/// <param name="Function">What is made of them.</param>
sealed record RollupPlan(long ResolutionMs, RollupFunction Function)
{
    // Shorter ranges are read faster as samples, most of which are in memory.
    const long LeastSpanMs = 6 * 3_600_000;

    static readonly long[] Resolutions = [3_600_000, 300_000];

    /// <summary>The coarsest buckets that all windows of the call are made of; null when it has to see the samples.</summary>
    public static RollupPlan? Find(CallExpr call, StepGrid grid)
    {
        if (call.Arguments is not [MatrixExpr { Vector: { Shift.At: AtKind.None, Extension: VectorExtension.None } vector } matrix] || RollupFunctions.Find(call.Function) is not { } function)
            return null;
        if (matrix.RangeMs <= 0 || grid.EndMs - grid.StartMs + matrix.RangeMs < LeastSpanMs)
            return null;
        var first = grid.StartMs - vector.Shift.OffsetMs;
        foreach (var resolution in Resolutions)
        {
            if (matrix.RangeMs % resolution == 0 && first % resolution == 0 && (grid.Count <= 1 || grid.StepMs % resolution == 0))
                return new RollupPlan(resolution, function);
        }

        return null;
    }

    /// <summary>Whether the answer is bit for bit that from the samples.</summary>
    public bool IsExact(IReadOnlyList<IRolledSeries> series)
    {
        if (Function.IsExact is not { } isExact)
            return true;
        var rollups = new List<Rollup>();
        foreach (var each in series)
        {
            each.Read(rollups);
            var all = new Rollup();
            foreach (ref readonly var rollup in CollectionsMarshal.AsSpan(rollups))
                all.Add(rollup);
            if (!isExact(all))
                return false;
        }

        return true;
    }
}

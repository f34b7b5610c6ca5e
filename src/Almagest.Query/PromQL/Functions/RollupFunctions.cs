using System.Collections.Frozen;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Functions;

/// <summary>What a function makes of the samples of a range, given only their rollup.</summary>
delegate RangeResult RollupBody(in Rollup window, (long StartMs, long EndMs) range, RangeCall call);

/// <summary>A function over ranges that can do without the single samples.</summary>
/// <param name="Body">What it makes of a range.</param>
/// <param name="IsExact">Whether its answer over a series is bit for bit that over the samples; null when it always is.</param>
sealed record RollupFunction(RollupBody Body, Func<Rollup, bool>? IsExact);

/// <summary>
/// All functions over ranges whose answer is the same from rollups. Sums are only when nothing is rounded: Prometheus adds sample by sample, and
/// another order would change the last bits.
/// </summary>
static class RollupFunctions
{
    const Func<Rollup, bool>? Always = null;
    static readonly Func<Rollup, bool> WithExactSums = static all => all.IsExact;
    static readonly Func<Rollup, bool> WithoutResets = static all => all.Resets == 0 || all.IsExact;

    static readonly FrozenDictionary<string, RollupFunction> All = new Dictionary<string, RollupFunction>
    {
        ["present_over_time"] = new(static (in Rollup _, (long, long) _, RangeCall _) => 1.0, Always),
        ["count_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => (double)window.Count, Always),
        ["min_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => window.Min, Always),
        ["max_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => window.Max, Always),
        ["first_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => window.First, Always),
        ["last_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => window.Last, Always),
        ["ts_of_first_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => window.FirstMs / 1000.0, Always),
        ["ts_of_last_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => window.LastMs / 1000.0, Always),
        ["resets"] = new(static (in Rollup window, (long, long) _, RangeCall _) => (double)window.Resets, Always),
        ["sum_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => window.Sum + 0.0, WithExactSums),
        ["avg_over_time"] = new(static (in Rollup window, (long, long) _, RangeCall _) => window.Sum / window.Count, WithExactSums),
        ["delta"] = new(static (in Rollup window, (long, long) range, RangeCall call) => Growth(window, range, call, false, false), Always),
        ["increase"] = new(static (in Rollup window, (long, long) range, RangeCall call) => Growth(window, range, call, true, false), WithoutResets),
        ["rate"] = new(static (in Rollup window, (long, long) range, RangeCall call) => Growth(window, range, call, true, true), WithoutResets),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The function of that name, or null when it needs the samples.</summary>
    public static RollupFunction? Find(string name) => All.GetValueOrDefault(name);

    static RangeResult Growth(in Rollup window, (long StartMs, long EndMs) range, RangeCall call, bool isCounter, bool isPerSecond)
    {
        if (window.Count < 2)
            return RangeResult.None;
        var growth = window.Last - window.First;
        if (isCounter && window.Resets > 0)
            growth += window.ResetSum;
        var samples = new Extrapolation.Samples(window.Count - 1, window.FirstMs, window.LastMs, window.First, growth);
        return growth * Extrapolation.Factor(samples, range.StartMs, range.EndMs, isCounter, isPerSecond ? call.RangeSeconds : 0);
    }
}

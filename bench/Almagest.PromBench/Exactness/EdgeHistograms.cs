namespace Almagest.PromBench.Exactness;

/// <summary>Series of native histograms: integer, float, gauges and custom bounds, with resets, gaps and changing resolution; apart from them those that versions of Prometheus treat differently.</summary>
static class EdgeHistograms
{
    internal static IEnumerable<EdgeSeries> All =>
    [
        Histogram("integer", static i => Growing(i, 1)),
        Histogram("resets", static i => Growing(i % 60, 1)),
        Histogram("hinted", static i => Growing(i % 45, 0) with { ResetHint = i % 45 == 0 ? 1 : 2 }),
        Histogram("float", static i => Growing(i, 2) with { IsFloat = true, ZeroCount = i * 0.25 }),
        Histogram("fractions", static i => new EdgeHistogram(0, i * 1.5, (-2, [i * 0.1, i * 0.2, i * 0.3])) { IsFloat = true, ZeroThreshold = 0.001, ZeroCount = i * 0.05 }),
        Histogram("gauge", static i => Growing(20 + i % 13, 1) with { ResetHint = 3 }),
        Histogram("float_gauge", static i => Growing(20 + i % 13, 1) with { ResetHint = 3, IsFloat = true }),
        Histogram("two_sided", static i => Growing(i, 1) with { Negative = (-1, [i, i * 2, i]), Sum = -i }),
        Histogram("coarser", static i => Growing(i, i < 300 ? 3 : 1)),
        Histogram("wider_zero", static i => Growing(i, 1) with { ZeroThreshold = i < 400 ? 0.001 : 0.5 }),
        new(Name("gaps"), static (time, i) => i % 40 < 25 ? new(time, 0, Growing(i, 1)) : null),
        new(Name("stale"), static (time, i) => i % 50 <= 30 ? new(time, 0, i % 50 == 30 ? new EdgeHistogram(0, EdgeFloats.Stale, (0, [])) : Growing(i, 1)) : null),
        new(Name("late"), static (time, i) => i > 430 ? new(time, 0, Growing(i, 1)) : null),
        Histogram("empty", static _ => new EdgeHistogram(1, 0, (0, []))),
        Histogram("custom", static i => Custom(i, [0.1, 0.5, 1, 5]), "edge_custom"),
        Histogram("resets", static i => Custom(i % 50, [0.1, 0.5, 1, 5]), "edge_custom"),
        Histogram("float", static i => Custom(i, [0.1, 0.5, 1, 5]) with { IsFloat = true }, "edge_custom"),
        Histogram("changing", static i => Custom(i, i < 400 ? [0.1, 0.5, 1, 5] : [0.1, 0.5, 2, 5]), "edge_odd"),
        Histogram("nan_sum", static i => Growing(i, 1) with { Sum = i % 9 == 4 ? double.NaN : i }, "edge_odd"),
        new(Name("mixed", "edge_odd"), static (time, i) => i / 30 % 2 == 0 ? new(time, i, null) : new(time, 0, Growing(i, 1))),
    ];

    /// <summary>A counter after <paramref name="i"/> scrapes.</summary>
    static EdgeHistogram Growing(int i, int schema) =>
        new(schema, i * 12.5, (-1, [i, i * 3, i * 2, i / 2])) { ZeroThreshold = 0.001, ZeroCount = i / 4 };

    static EdgeHistogram Custom(int i, double[] bounds) => new(-53, i * 4.5, (0, [i, i * 2, i, i * 3, i])) { CustomBounds = bounds };

    static EdgeSeries Histogram(string kind, Func<int, EdgeHistogram> at, string metric = "edge_histogram") => new(Name(kind, metric), (time, i) => new(time, 0, at(i)));

    static string[] Name(string kind, string metric = "edge_histogram") => ["__name__", metric, "kind", kind];
}

namespace Almagest.PromBench.Exactness;

/// <summary>
/// Series of floats at which engines differ: resets, jitter, gaps, staleness markers, NaN, infinities, late starts, counters beyond 2^53, values
/// near the ends of what a double holds. The same in every run.
/// </summary>
static class EdgeFloats
{
    internal static readonly double Stale = BitConverter.Int64BitsToDouble(0x7ff0000000000002);

    internal static IEnumerable<EdgeSeries> All => Values.Concat(Counters).Concat(Times).Concat(Sides).Concat(Buckets);

    static IEnumerable<EdgeSeries> Values =>
    [
        Value("constant", static _ => 7.25),
        Value("zero", static _ => 0),
        Value("negative_zero", static i => i % 5 == 0 ? -0.0 : 0),
        Value("decimals", static i => Math.Round(Random(i).NextDouble() * 100, 3)),
        Value("random", static i => Random(i).NextDouble() * 2e3 - 1e3),
        Value("waves", static i => Math.Round(Math.Sin(i / 9.0) * 50, 6)),
        Value("huge", static i => 1e300 + i * 1e290),
        Value("overflowing", static i => i % 3 == 0 ? -1.7e308 : 1.7e308),
        Value("tiny", static i => 1e-300 * i),
        Value("denormal", static i => double.Epsilon * (i % 50)),
        Value("cancelling", static i => i % 2 == 0 ? 1e100 : i % 4 == 1 ? -1e100 : 1.0),
        Value("nan", static i => i % 7 == 3 ? double.NaN : i),
        Value("all_nan", static _ => double.NaN),
        Value("infinite", static i => (i % 11) switch { 4 => double.PositiveInfinity, 8 => double.NegativeInfinity, _ => i }),
        Value("all_infinite", static _ => double.PositiveInfinity),
        Value("negative", static i => -i * 1.1),
        Value("steps", static i => i / 60 * 10),
        Value("seconds", static i => 1.7e9 + i * 86_400.5),
    ];

    static IEnumerable<EdgeSeries> Counters =>
    [
        Counter("steady", static i => i * 3),
        Counter("fraction", static i => i * 0.1),
        Counter("resets", static i => i % 17 * 3.0),
        Counter("reset_to_value", static i => i % 90 * 2.5 + 11),
        Counter("rare_reset", static i => i < 333 ? i * 7 : (i - 333) * 7),
        Counter("beyond_2_53", static i => 9007199254740992.0 + i * 2),
        Counter("huge_reset", static i => i % 40 == 0 ? 0 : 1e306 * (i % 40)),
        Counter("negative_counter", static i => -100 + i * 0.5),
        Counter("stands_still", static i => Math.Min(i, 200)),
        Counter("from_infinity", static i => i % 100 == 50 ? double.PositiveInfinity : i),
        Counter("with_nan", static i => i % 29 == 28 ? double.NaN : i * 1.5),
    ];

    static IEnumerable<EdgeSeries> Times =>
    [
        new(Name("edge_total", "jitter"), static (time, i) => new(time + Random(i).Next(-3000, 3000), i * 2.5, null)),
        new(Name("edge_total", "offset"), static (time, i) => new(time + 3_333, i, null)),
        new(Name("edge_total", "milliseconds"), static (time, i) => new(time + i % 10, i * 1.25, null)),
        new(Name("edge_total", "gaps"), static (time, i) => i % 40 < 25 ? new(time, i, null) : null),
        new(Name("edge_total", "stale"), static (time, i) => i % 50 <= 30 ? new(time, i % 50 == 30 ? Stale : i, null) : null),
        new(Name("edge_total", "flapping"), static (time, i) => new(time, i % 4 == 3 ? Stale : i, null)),
        new(Name("edge_total", "late"), static (time, i) => i > 430 ? new(time, i, null) : null),
        new(Name("edge_total", "ends"), static (time, i) => i < 260 ? new(time, i * i, null) : null),
        new(Name("edge_total", "sparse"), static (time, i) => i % 31 == 0 ? new(time, i, null) : null),
        new(Name("edge_total", "once"), static (time, i) => i == 600 ? new(time, 42, null) : null),
        new(Name("edge_total", "twice"), static (time, i) => i is 600 or 612 ? new(time, i, null) : null),
    ];

    /// <summary>Two metrics to be matched with each other, whose partners are sometimes missing.</summary>
    static IEnumerable<EdgeSeries> Sides
    {
        get
        {
            for (var group = 0; group < 4; group++)
            {
                var at = group;
                yield return new(["__name__", "edge_one", "group", $"g{at}", "zone", $"z{at % 2}"], (time, i) => (i + at * 20) % 80 < 60 ? new(time, i % (at + 3) - 1, null) : null);
                for (var part = 0; part < 3; part++)
                {
                    var second = part;
                    yield return new(["__name__", "edge_many", "group", $"g{at}", "part", $"p{second}"], (time, i) => second < 2 || i % 30 < 20 ? new(time, (i + second) % 5 - 2.5, null) : null);
                }
            }

            yield return new(["__name__", "edge_one", "group", "lonely", "zone", "z9"], static (time, i) => new(time, i, null));
            yield return new(["__name__", "edge_info", "group", "g1", "version", "1.2"], static (time, _) => new(time, 1, null));
            yield return new(["__name__", "edge.dotted", "label.dotted", "ä"], static (time, i) => new(time, i, null));
        }
    }

    static IEnumerable<EdgeSeries> Buckets
    {
        get
        {
            foreach (var path in (string[])["/a", "/b"])
            {
                string[] bounds = ["0.05", "0.1", "0.5", "1", "+Inf"];
                for (var bound = 0; bound < bounds.Length; bound++)
                {
                    var share = bound + 1;
                    yield return Bucket(path, bounds[bound], i => i % 200 * share * (path == "/a" ? 1 : 3));
                }
            }

            yield return Bucket("/shrinking", "1", static i => i * 2);
            yield return Bucket("/shrinking", "2", static i => i * 2 - 0.5);
            yield return Bucket("/shrinking", "+Inf", static i => i * 2);
            yield return Bucket("/endless", "1", static i => i);
            yield return Bucket("/nothing", "1", static _ => 0);
            yield return Bucket("/nothing", "+Inf", static _ => 0);
            yield return Bucket("/nan", "1", static i => i % 3 == 0 ? double.NaN : i);
            yield return Bucket("/nan", "+Inf", static i => i * 2);
            yield return Bucket("/negative", "-5", static i => i);
            yield return Bucket("/negative", "-1", static i => i * 3);
            yield return Bucket("/negative", "+Inf", static i => i * 4);
        }
    }

    static EdgeSeries Bucket(string path, string bound, Func<int, double> value) =>
        new(["__name__", "edge_seconds_bucket", "le", bound, "path", path], (time, i) => new(time, value(i), null));

    static EdgeSeries Value(string kind, Func<int, double> value) => new(Name("edge_value", kind), (time, i) => new(time, value(i), null));

    static EdgeSeries Counter(string kind, Func<int, double> value) => new(Name("edge_total", kind), (time, i) => new(time, value(i), null));

    static string[] Name(string metric, string kind) => ["__name__", metric, "kind", kind];

    static Random Random(int seed) => new(seed);
}

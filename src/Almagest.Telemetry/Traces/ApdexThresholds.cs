using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Traces;

/// <summary>
/// How long callers wait gladly: up to the threshold they are satisfied, up to four times it they tolerate it, beyond and after a
/// failure they are frustrated. Apdex is the share of the satisfied plus half that of the tolerant.
/// </summary>
/// <param name="Default">Of services that have none of their own.</param>
/// <param name="ByService">Of single services.</param>
public sealed record ApdexThresholds(TimeSpan Default, IReadOnlyDictionary<string, TimeSpan> ByService)
{
    /// <summary>The threshold of a row's service, in nanoseconds.</summary>
    internal const string Sql = "transform(toString(service), {apdexServices:Array(String)}, {apdexNanos:Array(Int64)}, {apdexNano:Int64})";

    /// <summary>The score from <c>good</c>, the calls that did not fail by bucket of duration, <c>apdex_nano</c> and <c>total</c>.</summary>
    internal const string Score = $"arraySum((k, v) -> v * ({Below} + {BelowFourfold}) / 2, mapKeys(good), mapValues(good)) / total";

    const string Below = "greatest(0, least(1, 10 * log10(apdex_nano) - k))";
    const string BelowFourfold = "greatest(0, least(1, 10 * log10(4 * apdex_nano) - k))";

    /// <summary>The threshold of a service.</summary>
    public TimeSpan Of(string service) => ByService.GetValueOrDefault(service, Default);

    internal Statement AddTo(Statement statement) => statement
        .With("apdexServices", ByService.Keys).With("apdexNanos", ByService.Values.Select(Nano)).With("apdexNano", Nano(Default));

    internal static long Nano(TimeSpan span) => span.Ticks * 100;
}

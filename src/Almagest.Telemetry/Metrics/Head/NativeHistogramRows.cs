using Almagest.ClickHouse.Formats.Reading;
using Almagest.Query.PromQL.Values;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>Reads native histograms back from their table.</summary>
static class NativeHistogramRows
{
    /// <summary>The rows of <c>{tenant}</c> stored at or after <c>{since}</c>, in order of time.</summary>
    internal const string Select =
        "SELECT series, time, received, retention_days, schema, toInt8(reset_hint) AS hint, count, sum, zero_threshold, zero_count, positive_offsets, "
        + "positive_lengths, positive_counts, negative_offsets, negative_lengths, negative_counts, custom_bounds FROM native_histograms "
        + "WHERE tenant = {tenant:String} AND received >= toDateTime({since:UInt32}, 'UTC') ORDER BY time";

    internal static FloatHistogram Read(ResultBlock block, int row) => new()
    {
        Schema = block.Fixed<sbyte>("schema")[row],
        CounterResetHint = (CounterResetHint)block.Fixed<sbyte>("hint")[row],
        Count = block.Fixed<double>("count")[row],
        Sum = block.Fixed<double>("sum")[row],
        ZeroThreshold = block.Fixed<double>("zero_threshold")[row],
        ZeroCount = block.Fixed<double>("zero_count")[row],
        PositiveSpans = Spans(block, "positive", row),
        PositiveBuckets = Items<double>(block, "positive_counts", row),
        NegativeSpans = Spans(block, "negative", row),
        NegativeBuckets = Items<double>(block, "negative_counts", row),
        CustomBounds = Items<double>(block, "custom_bounds", row),
    };

    static BucketSpan[] Spans(ResultBlock block, string side, int row) =>
        [.. Items<int>(block, $"{side}_offsets", row).Zip(Items<uint>(block, $"{side}_lengths", row), static (offset, length) => new BucketSpan(offset, (int)length))];

    static T[] Items<T>(ResultBlock block, string name, int row) => [.. ((object?[])block[name].GetValue(row)!).Cast<T>()];
}

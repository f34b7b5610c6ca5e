using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Native histograms as scripts write them: <c>{{schema:1 sum:5 count:3 buckets:[1 2] n_offset:-1 n_buckets:[0 1]}}</c>.</summary>
static partial class HistogramDescription
{
    /// <summary>The histogram, and whether its reset hint was written.</summary>
    public static (FloatHistogram Histogram, bool HintGiven) Parse(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match field in FieldRegex().Matches(text))
            if (!fields.TryAdd(field.Groups["key"].Value.ToLowerInvariant(), field.Groups["value"].Value))
                throw new FormatException($"duplicate key \"{field.Groups["key"].Value}\" in histogram");
        if (FieldRegex().Replace(text, "").Replace(" ", "", StringComparison.Ordinal) is not "{{}}" and var rest)
            throw new FormatException($"\"{rest}\" is left over from the histogram \"{text}\"");
        var (positive, negative) = (Numbers(fields, "buckets"), Numbers(fields, "n_buckets"));
        var histogram = new FloatHistogram
        {
            Schema = (int)Number(fields, "schema"),
            Sum = Number(fields, "sum"),
            Count = Number(fields, "count"),
            ZeroCount = Number(fields, "z_bucket"),
            ZeroThreshold = Number(fields, "z_bucket_w"),
            CustomBounds = Numbers(fields, "custom_values"),
            CounterResetHint = Hint(fields.GetValueOrDefault("counter_reset_hint")),
            PositiveBuckets = positive,
            PositiveSpans = Spans(positive, Number(fields, "offset")),
            NegativeBuckets = negative,
            NegativeSpans = Spans(negative, Number(fields, "n_offset")),
        };
        return (histogram, fields.ContainsKey("counter_reset_hint"));
    }

    /// <summary>The same in script form, for messages.</summary>
    public static string Write(FloatHistogram? histogram)
    {
        if (histogram is null)
            return "no histogram";
        var compact = HistogramArithmetic.Compact(histogram);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{{{schema:{compact.Schema} count:{compact.Count} sum:{compact.Sum} z_bucket:{compact.ZeroCount} z_bucket_w:{compact.ZeroThreshold} hint:{compact.CounterResetHint} custom_values:{List(compact.CustomBounds)} {Side(compact.PositiveSpans, compact.PositiveBuckets)} n: {Side(compact.NegativeSpans, compact.NegativeBuckets)}}}}}");
    }

    static string Side(BucketSpan[] spans, double[] buckets) => $"spans:[{string.Join(' ', spans.Select(static span => $"{span.Offset}:{span.Length}"))}] buckets:{List(buckets)}";

    static string List(double[] numbers) => $"[{string.Join(' ', numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture)))}]";

    static BucketSpan[] Spans(double[] buckets, double offset) => buckets.Length == 0 ? [] : [new BucketSpan((int)offset, buckets.Length)];

    static double Number(Dictionary<string, string> fields, string key) => fields.TryGetValue(key, out var text) ? SeriesDescription.Number(text) : 0;

    static double[] Numbers(Dictionary<string, string> fields, string key) =>
        fields.TryGetValue(key, out var text) ? [.. text.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(SeriesDescription.Number)] : [];

    static CounterResetHint Hint(string? text) => text switch
    {
        null or "unknown" => CounterResetHint.Unknown,
        "reset" => CounterResetHint.Reset,
        "not_reset" => CounterResetHint.NotReset,
        "gauge" => CounterResetHint.Gauge,
        _ => throw new FormatException($"\"{text}\" is no counter reset hint"),
    };

    [GeneratedRegex(@"(?<key>[a-z_]+):(?<value>\[[^\]]*\]|[^\s}]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FieldRegex();
}

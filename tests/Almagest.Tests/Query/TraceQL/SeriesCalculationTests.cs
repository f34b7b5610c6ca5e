using Almagest.Query.TraceQL;

namespace Almagest.Tests.Query.TraceQL;

/// <summary>Two queries without labels (1 2 and 10 0) and two with (a: 1 2, b: 3 4; a: 5 0): what is calculated from them.</summary>
public sealed class SeriesCalculationTests
{
    const string Rate = "({ } | rate())";
    const string Count = "({ } | count_over_time())";
    const string Both = "({ } | rate() by (name))";
    const string OnlyA = "({ } | count_over_time() by (name))";

    [Theory]
    [InlineData($"{Rate} * 100", "__name__=rate 100 200")]
    [InlineData($"100 - {Rate} - 1", "__name__=rate 98 97")]
    [InlineData($"3 / 2 + {Rate}", "__name__=rate 2 3")]
    [InlineData($"3.0 / 2 + {Rate}", "__name__=rate 2.5 3.5")]
    [InlineData($"{Rate} / 3 * 3", "__name__=rate 1 2")]
    [InlineData($"-2 - 20 / {Rate}", "__name__=rate -22 -12")]
    [InlineData($"{Rate} + {Count}", "__name__=(rate + count_over_time) 11 2")]
    [InlineData($"{Rate} / {Count}", "__name__=(rate / count_over_time) 0.1 NaN")]
    [InlineData($"1 / {Count}", "__name__=count_over_time 0.1 NaN")]
    [InlineData($"{Both} + {OnlyA}", "name=a 6 2")]
    [InlineData($"{Both} * {Count}", "name=a 10 0|name=b 30 0")]
    [InlineData($"{Count} - {Both}", "name=a 9 -2|name=b 7 -4")]
    [InlineData($"{Both} * 2 > 3 | topk(1)", "name=b 6 8")]
    [InlineData($"({Both} + {Both}) * ({Rate} - 1)", "name=a 0 4|name=b 0 8")]
    [InlineData($"{Rate}", "__name__=rate 1 2")]
    public async Task Series_are_calculated(string query, string expected)
    {
        var series = await SeriesCalculation.RunAsync(TraceQlParser.Parse(query), static part => Task.FromResult(Answer(part)));
        string.Join('|', series.Select(static s => $"{string.Join(',', s.Labels.Select(static l => $"{l.Key}={l.Value}"))} {string.Join(' ', s.Values)}")).ShouldBe(expected);
    }

    static IReadOnlyList<TraceQlSeries> Answer(TraceQlQuery query) => (query.Metrics!.Function, query.Metrics.By.Count) switch
    {
        ("rate", 0) => [Series("__name__", "rate", 1, 2)],
        ("rate", _) => [Series("name", "a", 1, 2), Series("name", "b", 3, 4)],
        (_, 0) => [Series("__name__", "count_over_time", 10, 0)],
        _ => [Series("name", "a", 5, 0)],
    };

    static TraceQlSeries Series(string label, string value, params double[] values) => new([new(label, TqValue.Of(value))], values);
}

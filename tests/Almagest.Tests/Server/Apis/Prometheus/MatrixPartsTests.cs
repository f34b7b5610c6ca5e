using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;
using Almagest.Server.Apis.Prometheus;

namespace Almagest.Tests.Server.Apis.Prometheus;

public sealed class MatrixPartsTests
{
    static readonly FloatHistogram One = new() { Count = 1 };
    static readonly FloatHistogram Two = new() { Count = 2 };

    [Fact]
    public void Parts_of_an_answer_together_are_the_answer()
    {
        var whole = new MatrixValue([Series("a", [10, 20, 30], [null, One, Two]), Series("b", [10, 30], null), Series("c", [30], [Two])]);
        for (var cut = 0; cut <= 40; cut += 5)
            Describe(MatrixParts.Join(MatrixParts.Slice(whole, 0, cut), MatrixParts.Slice(whole, cut + 1, 100))).ShouldBe(Describe(whole), $"cut at {cut}");
    }

    [Fact]
    public void Series_without_samples_in_a_part_are_left_out() =>
        Describe(MatrixParts.Slice(new MatrixValue([Series("a", [10, 20], [One, null]), Series("b", [30], null)]), 15, 25)).ShouldBe("a 20=20");

    static MatrixSeries Series(string name, long[] times, FloatHistogram?[]? histograms) => new(Labels.Of(("__name__", name)), times, [.. times.Select(static t => (double)t)], histograms);

    static string Describe(MatrixValue matrix) => string.Join("; ", matrix.Series.Select(static s =>
        $"{s.Labels.Metric} {string.Join(' ', s.Times.Select((time, i) => s.Histograms?[i] is { } histogram ? $"{time}=h{histogram.Count}" : $"{time}={s.Values[i]}"))}"));
}

using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Server.Apis.Prometheus;

namespace Almagest.Tests.Server.Prometheus;

public sealed class MatrixPartsTests
{
    static readonly MatrixValue Whole = new(
    [
        Series("a", [10, 20, 30, 40]),
        Series("b", [10, 20]),
        Series("c", [40]),
    ]);

    [Theory]
    [InlineData(10, 40, "a 10 20 30 40; b 10 20; c 40")]
    [InlineData(15, 30, "a 20 30; b 20")]
    [InlineData(30, 35, "a 30")]
    [InlineData(50, 60, "")]
    public void Slice_keeps_what_lies_within(long start, long end, string expected) => Describe(MatrixParts.Slice(Whole, start, end)).ShouldBe(expected);

    [Theory]
    [InlineData(10)]
    [InlineData(25)]
    [InlineData(39)]
    public void Parts_joined_are_the_whole(long cut) =>
        Describe(MatrixParts.Join(MatrixParts.Slice(Whole, 0, cut), MatrixParts.Slice(Whole, cut + 1, 100))).ShouldBe(Describe(Whole));

    static MatrixSeries Series(string name, long[] times) => new(Labels.Of(("l", name)), times, [.. times.Select(static t => (double)t)], null);

    static string Describe(MatrixValue matrix) =>
        string.Join("; ", matrix.Series.Select(static s => $"{s.Labels["l"]} {string.Join(' ', s.Values.Zip(s.Times, static (v, t) => v == t ? $"{t}" : "wrong"))}"));
}

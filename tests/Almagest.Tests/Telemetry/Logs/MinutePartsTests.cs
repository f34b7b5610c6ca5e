using Almagest.Telemetry.Logs.Counts;

namespace Almagest.Tests.Telemetry.Logs;

public sealed class MinutePartsTests
{
    const long Minute = 60_000_000_000;

    /// <summary>Times around which lines are: begins of minutes, and a nanosecond and more beside them.</summary>
    static readonly long[] Times = [.. Enumerable.Range(0, 40).SelectMany(static m => new long[] { 0, 1, 2, 30_000_000_000, Minute - 2, Minute - 1 }.Select(d => (m * Minute) + d))];

    [Theory]
    [InlineData(0, 20 * Minute, 0)]
    [InlineData(1, 20 * Minute + 1, 0)]
    [InlineData(Minute - 1, 20 * Minute - 1, 0)]
    [InlineData(5, 30 * Minute + 7, 0)]
    [InlineData(1, 30 * Minute + 1, 5 * Minute)]
    [InlineData(30_000_000_001, 30 * Minute + 30_000_000_001, 10 * Minute)]
    [InlineData(2, 30 * Minute + 2, 10 * Minute)]
    [InlineData(Minute, 31 * Minute, 5 * Minute)]
    [InlineData(Minute - 2, 31 * Minute - 2, 5 * Minute)]
    public void Every_line_of_the_range_is_counted_once_and_in_its_piece(long from, long to, long size)
    {
        var borders = size == 0 ? [] : Enumerable.Range(1, (int)((to - from) / size) - 1).Select(k => from - 1 + (k * size)).ToArray();
        var parts = MinuteParts.Of(from, to, borders).ShouldNotBeNull();
        foreach (var time in Times)
        {
            var minute = time / Minute * Minute;
            var isEdge = time == minute;
            var counted = isEdge ? minute >= parts.EdgeFrom && minute < parts.EdgeTo : minute >= parts.InsideFrom && minute < parts.InsideTo;
            counted &= !parts.Split.Contains(minute);
            var rows = parts.Rows.Count(r => r.FromNano <= time && time < r.ToNano);
            ((counted ? 1 : 0) + rows).ShouldBe(time >= from && time < to ? 1 : 0, $"line at {time}");
            if (counted && !isEdge)
                borders.Count(b => b < minute + 1).ShouldBe(borders.Count(b => b < minute + Minute - 1), $"the minute of {time} lies in two pieces");
        }
    }

    [Fact]
    public void Short_ranges_and_pieces_are_counted_line_by_line()
    {
        MinuteParts.Of(10, Minute - 10, []).ShouldBeNull();
        MinuteParts.Of(0, 100 * Minute, Enumerable.Range(1, 99).Select(static k => k * Minute + 30_000_000_000)).ShouldBeNull();
        MinuteParts.Of(0, 1000 * Minute, Enumerable.Range(1, 499).Select(static k => (2 * k * Minute) + 30_000_000_000)).ShouldBeNull();
    }
}

using Almagest.Telemetry.Traces;

namespace Almagest.Tests.Telemetry;

/// <summary>The windows of a search cover its range, and grow by what they found.</summary>
public sealed class SearchWindowsTests
{
    const long Minute = 60_000_000_000;

    [Theory]
    [InlineData(3, 0, "3")]
    [InlineData(60, 0, "5 55")]
    [InlineData(100_000, 0, "5 75 1200 19200 79520")]
    [InlineData(60, 10, "5 10 30 15")]
    [InlineData(60, 19, "5 5 10 20 20")]
    public void Windows_follow_each_other_without_a_gap(int minutes, int found, string expected)
    {
        var range = new SearchRange(1_000, 1_000 + (minutes * Minute), 20);
        var (lengths, to) = (new List<long>(), range.ToUnixNano);
        foreach (var window in SearchWindows.Of(range, overlapping: false, () => found))
        {
            window.ToUnixNano.ShouldBe(to);
            lengths.Add((long)Math.Round((double)(window.ToUnixNano - window.FromUnixNano) / Minute));
            to = window.FromUnixNano - 1;
        }

        to.ShouldBe(range.FromUnixNano - 1);
        string.Join(' ', lengths).ShouldBe(expected);
    }

    [Fact]
    public void Overlapping_windows_end_where_the_range_does()
    {
        var range = new SearchRange(0, 24 * 60 * Minute, 20);
        var windows = SearchWindows.Of(range, overlapping: true, static () => 0).ToList();
        windows.ShouldAllBe(w => w.ToUnixNano == range.ToUnixNano);
        windows.Select(static w => (w.ToUnixNano - w.FromUnixNano) / Minute).ShouldBe([5, 80, 1280, 1440]);
    }
}

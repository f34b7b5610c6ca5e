using System.Globalization;
using Almagest.Server.Ingest.Logs.Pipelines.Stages;

namespace Almagest.Tests.Ingest.Logs.Pipelines;

public sealed class GoTimeLayoutTests
{
    [Theory]
    [InlineData("RFC3339", "2026-11-20T05:00:00+01:00", "2026-11-20T04:00:00Z")]
    [InlineData("RFC3339", "2026-11-20T05:00:00.25Z", "2026-11-20T05:00:00.25Z")]
    [InlineData("RFC1123Z", "Fri, 20 Nov 2026 05:00:00 -0500", "2026-11-20T10:00:00Z")]
    [InlineData("ANSIC", "Fri Nov  6 05:00:00 2026", "2026-11-06T05:00:00Z")]
    [InlineData("02/Jan/2006:15:04:05 -0700", "20/Nov/2026:05:00:00 +0200", "2026-11-20T03:00:00Z")]
    [InlineData("2006-01-02 15:04:05,000", "2026-11-20 05:00:00,125", "2026-11-20T05:00:00.125Z")]
    [InlineData("Jan _2 15:04:05", "Nov  6 05:00:00", "2026-11-06T05:00:00Z")]
    [InlineData("Jan _2 15:04:05", "Dec 31 05:00:00", "2025-12-31T05:00:00Z")]
    [InlineData("3:04:05 PM 1/2/06", "5:06:07 PM 11/2/26", "2026-11-02T17:06:07Z")]
    [InlineData("Unix", "1795150800.5", "2026-11-20T05:00:00.5Z")]
    [InlineData("UnixMs", "1795150800001", "2026-11-20T05:00:00.001Z")]
    [InlineData("UnixNs", "1795150800000000100", "2026-11-20T05:00:00.0000001Z")]
    public void Time_is_read(string layout, string text, string expected)
    {
        GoTimeLayout.Parse(layout).ShouldNotBeNull().TryRead(text, TimeZoneInfo.Utc, new FixedTime(), out var time).ShouldBeTrue();
        DateTimeOffset.UnixEpoch.AddTicks(time / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    [Theory]
    [InlineData("RFC3339", "yesterday")]
    [InlineData("RFC3339", "2026-13-20T05:00:00Z")]
    [InlineData("Jan _2 15:04:05", "Foo  6 05:00:00")]
    [InlineData("Unix", "x")]
    public void Other_texts_are_no_time(string layout, string text) =>
        GoTimeLayout.Parse(layout).ShouldNotBeNull().TryRead(text, TimeZoneInfo.Utc, new FixedTime(), out _).ShouldBeFalse();

    [Fact]
    public void Zone_is_of_times_without_one()
    {
        GoTimeLayout.Parse("2006-01-02 15:04:05").ShouldNotBeNull().TryRead("2026-11-20 05:00:00", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), new FixedTime(), out var time).ShouldBeTrue();
        time.ShouldBe(1_795_147_200_000_000_000);
    }

    sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    }
}

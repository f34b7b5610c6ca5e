using System.Text;
using Almagest.Server.Ingest.Logs;

namespace Almagest.Tests.Ingest.Logs;

public sealed class LogTimeTests
{
    [Theory]
    [InlineData("2026-11-21T00:00:00Z", 1_795_219_200_000_000_000)]
    [InlineData("2026-11-21T01:30:00.5+01:30", 1_795_219_200_500_000_000)]
    [InlineData("2026-11-21T00:00:00.123456789", 1_795_219_200_123_456_789)]
    [InlineData("2026-11-21T00:00:00.1234567891Z", 1_795_219_200_123_456_789)]
    [InlineData("2026-11-21 00:00:00,001", 1_795_219_200_001_000_000)]
    [InlineData("2026-11-20T19:00-0500", 1_795_219_200_000_000_000)]
    [InlineData("2026-11-21 00:00:00 UTC", 1_795_219_200_000_000_000)]
    [InlineData("1795219200", 1_795_219_200_000_000_000)]
    [InlineData("1795219200.25", 1_795_219_200_250_000_000)]
    [InlineData("1795219200123", 1_795_219_200_123_000_000)]
    [InlineData("1795219200123456", 1_795_219_200_123_456_000)]
    [InlineData("1795219200123456789", 1_795_219_200_123_456_789)]
    public void Time_is_read(string text, long expected)
    {
        LogTime.TryParse(Encoding.UTF8.GetBytes(text), out var time).ShouldBeTrue();
        time.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2026-13-21T00:00:00Z")]
    [InlineData("2026-11-31T00:00:00Z")]
    [InlineData("2026-11-21T25:00:00Z")]
    [InlineData("2026-11-21T00:00:00.Z")]
    [InlineData("2026-11-21T00:00:00X")]
    [InlineData("2026-11-21T00:00:00+1")]
    [InlineData("12ms")]
    public void Other_texts_are_no_time(string text) => LogTime.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
}

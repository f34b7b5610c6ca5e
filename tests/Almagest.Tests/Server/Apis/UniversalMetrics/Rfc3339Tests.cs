using Almagest.Server.Apis.UniversalMetrics;

namespace Almagest.Tests.Server.Apis.UniversalMetrics;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2026-01-31T12:00:00Z", 1_769_860_800_000_000_000)]
    [InlineData("2026-01-31T12:00:00.000000001Z", 1_769_860_800_000_000_001)]
    [InlineData("2026-01-31t12:00:00.5z", 1_769_860_800_500_000_000)]
    [InlineData("2026-01-31T13:30:00+01:30", 1_769_860_800_000_000_000)]
    [InlineData("2026-01-31T07:00:00-05:00", 1_769_860_800_000_000_000)]
    [InlineData("2026-01-31T12:00:00", 1_769_860_800_000_000_000)]
    [InlineData("2026-01-31 12:00:00.25+00:00", 1_769_860_800_250_000_000)]
    [InlineData("2026-01-31T12:00Z", 1_769_860_800_000_000_000)]
    public void Time_is_read(string text, long nanos)
    {
        Rfc3339.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(nanos);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2026-01-31")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-01-31T25:00:00Z")]
    [InlineData("2026-01-31T12:00:00.Z")]
    [InlineData("2026-01-31T12:00:00,5Z")]
    [InlineData("2026-01-31T12:00:00+1:00")]
    [InlineData("2026-01-31T12:00:00+24:00")]
    [InlineData("1970-01-01T00:00:00+01:00")]
    [InlineData("2100-01-01T00:00:00Z")]
    [InlineData("1769860800")]
    public void Other_text_is_no_time(string text) => Rfc3339.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Written_time_reads_back_the_same()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var nanos = random.NextInt64(4_102_444_800_000_000_000) / (i % 2 == 0 ? 1 : 1_000_000) * (i % 2 == 0 ? 1 : 1_000_000);
            Rfc3339.TryParse(Rfc3339.Format(nanos), out var read).ShouldBeTrue();
            read.ShouldBe(nanos);
        }
    }
}

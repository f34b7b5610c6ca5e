using System.Globalization;
using Almagest.Server.Platform.Wire;

namespace Almagest.Tests.Platform;

public sealed class GoNumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.47, "0.47")]
    [InlineData(620093, "620093")]
    [InlineData(1000000, "1e+06")]
    [InlineData(20188488, "2.0188488e+07")]
    [InlineData(100, "100")]
    [InlineData(123456.75, "123456.75")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1.7e308, "1.7e+308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1795237959.564, "1.795237959564e+09")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Numbers_are_written_as_go_does(double value, string text) => GoNumber.Format(value).ShouldBe(text);

    [Fact]
    public void Random_numbers_read_back_as_they_were()
    {
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (double.IsFinite(value))
                double.Parse(GoNumber.Format(value), CultureInfo.InvariantCulture).ShouldBe(value);
        }
    }
}

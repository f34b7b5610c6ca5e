using System.Globalization;
using System.Text;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Values;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1, "1")]
    [InlineData(-17, "-17")]
    [InlineData(0.5, "0.5")]
    [InlineData(12.25, "12.25")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(123456789012345680000.0, "123456789012345680000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(-1.5e300, "-1.5e+300")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(-1.2345678901234568e-5, "-0.000012345678901234568")]
    [InlineData(9.9e-7, "9.9e-07")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(2.9802322387695312e-08, "2.9802322387695312e-08")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Values_of_samples_are_written_as_Go_writes_them(double value, string expected)
    {
        Span<byte> text = stackalloc byte[NumberText.LongestSample];
        Assert.Equal(expected, Encoding.ASCII.GetString(text[..NumberText.WriteSample(value, text)]));
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(5e-324)]
    [InlineData(-1.7976931348623157E+308)]
    public void Without_an_exponent_every_number_fits(double value)
    {
        Span<byte> text = stackalloc byte[NumberText.LongestPlain];
        var plain = Encoding.ASCII.GetString(text[..NumberText.WritePlain(value, text)]);
        Assert.DoesNotContain("e", plain);
        Assert.Equal(value, double.Parse(plain, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Digits_read_back_and_are_as_few_as_can_be()
    {
        var random = new Random(3);
        for (var i = 0; i < 300_000; i++)
        {
            var value = i % 2 == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64()) : random.NextDouble() * Math.Pow(10, random.Next(-8, 18));
            if (double.IsFinite(value) && value > 0)
                CheckDigits(value);
        }

        for (var exponent = 0; exponent < 2047; exponent++)
            CheckDigits(BitConverter.Int64BitsToDouble(Math.Max(1, (long)exponent << 52)));
    }

    static void CheckDigits(double value)
    {
        var (digits, exponent) = ShortestDigits.Of(value);
        Assert.Equal(value, Parse(digits, exponent));
        while (digits % 10 == 0)
            (digits, exponent) = (digits / 10, exponent + 1);
        var fewer = digits / 10;
        Assert.False(fewer > 0 && (Parse(fewer, exponent + 1) == value || Parse(fewer + 1, exponent + 1) == value), $"{value:R} has fewer digits than {digits}");
    }

    static double Parse(ulong digits, int exponent) => double.Parse(string.Create(CultureInfo.InvariantCulture, $"{digits}E{exponent}"), CultureInfo.InvariantCulture);
}

using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL;

public sealed class GoMathTests
{
    // As in Go: a third of the powers of ten are one digit in the last place off.
    [Theory]
    [InlineData(10, 1)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-1, double.NaN)]
    public void Decimal_logarithm_is_that_of_go(double value, double expected) => GoMath.Log10(value).ShouldBe(expected);

    [Fact]
    public void Powers_are_near_those_of_the_platform_and_exact_where_they_can_be()
    {
        var random = new Random(5);
        for (var i = 0; i < 10_000; i++)
        {
            var (value, exponent) = (Math.Exp(random.NextDouble() * 40 - 20), random.NextDouble() * 60 - 30);
            GoMath.Pow(value, exponent).ShouldBe(Math.Pow(value, exponent), Math.Abs(Math.Pow(value, exponent)) * 1e-13);
        }

        for (var exponent = -20; exponent <= 50; exponent++)
            GoMath.Pow(2, exponent).ShouldBe(Math.ScaleB(1, exponent));
        GoMath.Pow(-3, 3).ShouldBe(-27);
        GoMath.Pow(10, 22).ShouldBe(1e22);
        GoMath.Pow(-8, 1.0 / 3).ShouldBe(double.NaN);
        GoMath.Pow(0, -1).ShouldBe(double.PositiveInfinity);
        GoMath.Pow(1e300, 2).ShouldBe(double.PositiveInfinity);
        GoMath.Pow(1e-300, 2).ShouldBe(0);
        GoMath.Pow(double.NaN, 0).ShouldBe(1);
        GoMath.Pow(double.NegativeInfinity, 3).ShouldBe(double.NegativeInfinity);
    }
}

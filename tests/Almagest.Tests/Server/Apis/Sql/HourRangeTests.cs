using Almagest.Server.Apis.Sql;

namespace Almagest.Tests.Server.Apis.Sql;

public sealed class HourRangeTests
{
    const long Least = long.MinValue, Most = long.MaxValue;

    [Theory]
    [InlineData("true", Least, Most)]
    [InlineData("(toStartOfHour(time) in [1795132800, +Inf))", 1_795_132_800, Most)]
    [InlineData("(toStartOfHour(time) in (-Inf, 1795132800))", Least, 1_795_132_800)]
    [InlineData("(toStartOfHour(time) in ['1795132800', '1795136400'])", 1_795_132_800, 1_795_136_400)]
    [InlineData("(toStartOfHour(time) in [-7200, 3600])", -7200, 3600)]
    [InlineData("and((toStartOfHour(time) in (-Inf, 7200]), (toStartOfHour(time) in [3600, +Inf)))", 3600, 7200)]
    [InlineData("and(and((toStartOfHour(time) in [0, 36000]), true), (toStartOfHour(time) in [3600, +Inf)))", 3600, 36_000)]
    [InlineData("or((toStartOfHour(time) in [3600, 7200]), (toStartOfHour(time) in [36000, 72000]))", 3600, 72_000)]
    [InlineData("or((toStartOfHour(time) in [3600, 7200]), unknown)", Least, Most)]
    [InlineData("and((toStartOfHour(time) in 12-element set), (toStartOfHour(time) in [3600, +Inf)))", 3600, Most)]
    public void Conditions_of_a_plan_are_read(string condition, long first, long last) => HourRange.Parse(condition).ShouldBe(new HourRange(first, last));

    [Theory]
    [InlineData("")]
    [InlineData("not((toStartOfHour(time) in [3600, 7200]))")]
    [InlineData("(toStartOfHour(time) not in [3600, 7200])")]
    [InlineData("(toStartOfDay(time) in [3600, 7200])")]
    [InlineData("(toStartOfHour(time) in [3600, 7200]) and more")]
    [InlineData("(toStartOfHour(time) in [3600, 7200)")]
    [InlineData("(toStartOfHour(time) in [x, 7200])")]
    [InlineData("and((toStartOfHour(time) in [3600, 7200]))")]
    public void What_is_not_understood_allows_all(string condition) => HourRange.Parse(condition).ShouldBe(HourRange.All);
}

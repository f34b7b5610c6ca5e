using System.Collections.Frozen;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Parts of dates, UTC. The calendar repeats after 400 years, so that years beyond .NET's are mapped to one of the same shape.</summary>
static class DateFunctions
{
    const long CycleSeconds = 146_097L * 86_400;

    // Between the first of January of the year 1 and that of 1970.
    const long UnixSeconds = 62_135_596_800;
    const long FirstYear = -292_277_022_399;

    static readonly FrozenDictionary<string, Func<DateTime, double>> Parts = new Dictionary<string, Func<DateTime, double>>
    {
        ["day_of_month"] = static time => time.Day,
        ["day_of_week"] = static time => (int)time.DayOfWeek,
        ["day_of_year"] = static time => time.DayOfYear,
        ["days_in_month"] = static time => DateTime.DaysInMonth(time.Year, time.Month),
        ["hour"] = static time => time.Hour,
        ["minute"] = static time => time.Minute,
        ["month"] = static time => time.Month,
        ["year"] = static time => time.Year,
    }.ToFrozenDictionary();

    public static Func<DateTime, double>? Find(string name) => Parts.GetValueOrDefault(name);

    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call, Func<DateTime, double> part)
    {
        var isYear = call.Function == "year";
        if (call.Arguments.Count > 0)
            return FloatFunctions.Map(evaluator, evaluator.Evaluate(call.Arguments[0]), (value, _) => Part(Seconds(value), part, isYear));
        var column = StepColumn.Constant(0, evaluator.Grid.Count);
        for (var step = 0; step < column.Steps; step++)
            column.Values[step] = Part(evaluator.Grid[step] / 1000, part, isYear);
        return [column];
    }

    // What Go's conversion gives on amd64 for numbers that do not fit.
    static long Seconds(double value) => value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : long.MinValue;

    // Go counts seconds without a sign from a year in the past that the calendar's cycles begin with: times before it wrap around to the far future.
    static double Part(long seconds, Func<DateTime, double> part, bool isYear)
    {
        var absolute = unchecked((ulong)seconds + (ulong)(UnixSeconds - (FirstYear - 1) / 400 * CycleSeconds));
        var (cycles, rest) = Math.DivRem(absolute, (ulong)CycleSeconds);
        return part(DateTime.MinValue.AddSeconds(rest)) + (isYear ? FirstYear - 1 + (cycles * 400.0) : 0);
    }
}

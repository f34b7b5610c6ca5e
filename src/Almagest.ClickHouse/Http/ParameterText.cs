using System.Globalization;
using System.Text;

namespace Almagest.ClickHouse.Http;

/// <summary>A moment as nanoseconds since 1970; written as the declared type wants it.</summary>
readonly record struct UnixNanos(long Value)
{
    const long PerTick = 100;
    const long PerSecond = 1_000_000_000;

    public static UnixNanos Of(DateTimeOffset value) => new(checked((value.UtcTicks - DateTime.UnixEpoch.Ticks) * PerTick));

    public long Seconds => Math.DivRem(Value, PerSecond, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>Seconds with nine decimals, such as -1.500000000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies in the last second before 1970: the server loses the sign of "-0.5".</exception>
    public string SecondsText()
    {
        if (Value is < 0 and > -PerSecond)
            throw new ArgumentOutOfRangeException(nameof(Value), Value, "a moment within the last second before 1970 cannot be sent; give nanoseconds for an Int64 instead");
        var sign = Value < 0 ? "-" : "";
        var magnitude = (UInt128)Int128.Abs(Value);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{magnitude / (ulong)PerSecond}.{magnitude % (ulong)PerSecond:D9}");
    }
}

/// <summary>
/// Writes parameter values in the text form the server reads for <c>param_name</c>: a scalar in the escaped form of TSV, a
/// container as a literal whose strings are quoted. Source: "HTTP interface, queries with parameters" of the ClickHouse manual,
/// tried on 26.7 for every type of the tests.
/// </summary>
static class ParameterText
{
    public static string Write(object? value, string type)
    {
        var text = new StringBuilder();
        if (value is null)
            return @"\N";
        if (value is object?[] or KeyValuePair<string, object?>[])
            Nested(text, value, type);
        else if (value is string plain)
            Escape(text, plain);
        else
            text.Append(Scalar(value, type));
        return text.ToString();
    }

    static void Nested(StringBuilder text, object? value, string type)
    {
        switch (value)
        {
            case null: text.Append("NULL"); break;
            case object?[] items: List(text, items, type); break;
            case KeyValuePair<string, object?>[] pairs: Pairs(text, pairs, type); break;
            case string plain: Quote(text, plain); break;
            // A number with a fraction is not a DateTime64 inside an array: only the quoted form is read.
            case UnixNanos or DateOnly or Guid: text.Append('\'').Append(Scalar(value, type)).Append('\''); break;
            default: text.Append(Scalar(value, type)); break;
        }
    }

    static void List(StringBuilder text, object?[] items, string type)
    {
        text.Append('[');
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(',');
            Nested(text, items[i], type);
        }
        text.Append(']');
    }

    static void Pairs(StringBuilder text, KeyValuePair<string, object?>[] pairs, string type)
    {
        text.Append('{');
        for (var i = 0; i < pairs.Length; i++)
        {
            if (i > 0) text.Append(',');
            Quote(text, pairs[i].Key);
            text.Append(':');
            Nested(text, pairs[i].Value, type);
        }
        text.Append('}');
    }

    static void Quote(StringBuilder text, string plain)
    {
        text.Append('\'');
        Escape(text, plain);
        text.Append('\'');
    }

    static void Escape(StringBuilder text, string plain)
    {
        foreach (var c in plain)
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '\'' => text.Append(@"\'"),
                '\t' => text.Append(@"\t"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\b' => text.Append(@"\b"),
                '\f' => text.Append(@"\f"),
                '\0' => text.Append(@"\0"),
                _ => text.Append(c),
            };
    }

    static string Scalar(object value, string type) => value switch
    {
        bool flag when type.Contains("Int", StringComparison.Ordinal) => flag ? "1" : "0",
        bool flag => flag ? "true" : "false",
        double number => Number(number),
        UnixNanos moment => Moment(moment, type),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"a parameter of type {value.GetType().Name} is not supported", nameof(value)),
    };

    static string Number(double number) => number switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    // Unix time means the same moment whatever time zone the server or the type has; a calendar text would not.
    static string Moment(UnixNanos moment, string type)
    {
        if (type.Contains("Int", StringComparison.Ordinal))
            return moment.Value.ToString(CultureInfo.InvariantCulture);
        if (type.Contains("DateTime64", StringComparison.Ordinal) || type.Length == 0)
            return moment.SecondsText();
        if (type.Contains("DateTime", StringComparison.Ordinal))
            return moment.Seconds.ToString(CultureInfo.InvariantCulture);
        if (type.Contains("Date", StringComparison.Ordinal))
            return DateOnly.FromDateTime(DateTime.UnixEpoch.AddSeconds(moment.Seconds)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return moment.SecondsText();
    }
}

using System.Globalization;

namespace Almagest.Server.Apis.Sql;

/// <summary>Hours a query asks for, as seconds since 1970 at their beginning, both included.</summary>
readonly record struct HourRange(long First, long Last)
{
    internal static readonly HourRange All = new(long.MinValue, long.MaxValue);

    internal HourRange And(HourRange other) => new(Math.Max(First, other.First), Math.Min(Last, other.Last));

    /// <summary>The least range with all of both.</summary>
    internal HourRange Or(HourRange other) => new(Math.Min(First, other.First), Math.Max(Last, other.Last));

    /// <summary>
    /// Reads the condition on a partition as the store's plan states it, such as <c>and((toStartOfHour(time) in [1795132800, +Inf)), true)</c>: conditions in
    /// prefix form, each a set or an interval of the partition's value. What is not understood allows all hours.
    /// </summary>
    internal static HourRange Parse(string condition)
    {
        var rest = condition.AsSpan();
        return TryRead(ref rest, out var range) && rest.IsEmpty ? range : All;
    }

    static bool TryRead(ref ReadOnlySpan<char> rest, out HourRange range)
    {
        range = All;
        if (Skip(ref rest, "true") || Skip(ref rest, "unknown"))
            return true;
        var and = Skip(ref rest, "and(");
        if (and || Skip(ref rest, "or("))
        {
            if (!TryRead(ref rest, out var left) || !Skip(ref rest, ", ") || !TryRead(ref rest, out var right) || !Skip(ref rest, ")"))
                return false;
            range = and ? left.And(right) : left.Or(right);
            return true;
        }

        if (!Skip(ref rest, "(toStartOfHour(time) in "))
            return false;
        // "(… in 3-element set)" tells no values.
        if (rest.IndexOf(" set)") is > 0 and var set && rest[..set].IndexOfAnyExceptInRange('0', '9') is > 0 and var digits && rest[digits..set].SequenceEqual("-element"))
        {
            rest = rest[(set + " set)".Length)..];
            return true;
        }

        return TryReadInterval(ref rest, out range) && Skip(ref rest, ")");
    }

    // An open end is taken for a closed one: an hour too much is read, never one too few.
    static bool TryReadInterval(ref ReadOnlySpan<char> rest, out HourRange range)
    {
        range = All;
        if (!(Skip(ref rest, "[") || Skip(ref rest, "(")) || !TryReadEnd(ref rest, "-Inf", long.MinValue, ", ", out var first)
            || rest.IndexOfAny(')', ']') is not (> 0 and var end) || !TryReadEnd(ref rest, "+Inf", long.MaxValue, rest.Slice(end, 1), out var last))
            return false;
        range = new HourRange(first, last);
        return true;
    }

    static bool TryReadEnd(ref ReadOnlySpan<char> rest, string infinite, long value, ReadOnlySpan<char> behind, out long number)
    {
        number = value;
        var end = rest.IndexOf(behind);
        if (end < 0)
            return false;
        var text = rest[..end];
        rest = rest[(end + behind.Length)..];
        return text.SequenceEqual(infinite) || long.TryParse(text.Trim('\''), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    static bool Skip(ref ReadOnlySpan<char> rest, ReadOnlySpan<char> text)
    {
        if (!rest.StartsWith(text))
            return false;
        rest = rest[text.Length..];
        return true;
    }
}

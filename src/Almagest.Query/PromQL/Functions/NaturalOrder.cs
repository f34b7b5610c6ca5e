using System.Globalization;
using System.Text.RegularExpressions;

namespace Almagest.Query.PromQL.Functions;

/// <summary>The order in which "node9" is before "node10": runs of digits compare as numbers, as in the library Prometheus uses (github.com/facette/natsort).</summary>
static partial class NaturalOrder
{
    public static bool IsBefore(string a, string b)
    {
        var (left, right) = (Runs().Matches(a), Runs().Matches(b));
        for (var i = 0; i < left.Count; i++)
        {
            if (i >= right.Count)
                return false;
            var numbers = long.TryParse(left[i].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var x)
                & long.TryParse(right[i].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var y);
            if (numbers && x != y)
                return x < y;
            if (!numbers && left[i].Value != right[i].Value)
                return string.CompareOrdinal(left[i].Value, right[i].Value) < 0;
        }

        return right.Count > left.Count;
    }

    [GeneratedRegex("[0-9]+|[^0-9]+")]
    private static partial Regex Runs();
}

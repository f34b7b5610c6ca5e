using System.Globalization;
using Almagest.ClickHouse.Formats.Reading;

namespace Almagest.Telemetry.Traces;

/// <summary>Reads cells of small results, where clarity counts more than speed.</summary>
static class Cells
{
    internal static string Text(ResultBlock block, string column, int row) => block[column].GetString(row) ?? "";

    internal static string[] Texts(ResultBlock block, string column, int row) =>
        [.. Values(block, column, row).Select(static v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];

    internal static double[] Numbers(ResultBlock block, string column, int row) =>
        [.. Values(block, column, row).Select(static v => Convert.ToDouble(v, CultureInfo.InvariantCulture))];

    /// <summary>Two columns of places and counts as one list with a count for each place.</summary>
    internal static long[] Spread(ResultBlock block, string places, string counts, int row, int length)
    {
        var spread = new long[length];
        foreach (var (place, count) in Numbers(block, places, row).Zip(Numbers(block, counts, row)))
            if (place >= 0 && place < length)
                spread[(int)place] += (long)count;
        return spread;
    }

    static object?[] Values(ResultBlock block, string column, int row) => (object?[])(block[column].GetValue(row) ?? Array.Empty<object?>());
}

using System.Text;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Live;

/// <summary>Reads texts out of columns that are still in memory.</summary>
static class ColumnTexts
{
    internal static string At(LowCardinalityColumn column, int row) => Encoding.UTF8.GetString(column.Text(column.Indices[row]));

    internal static Dictionary<string, string> Map(MapColumn<LowCardinalityColumn> column, int row)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var (i, end) = (column[row].Start.Value, column[row].End.Value); i < end; i++)
            pairs[At(column.Keys, i)] = At(column.Values, i);
        return pairs;
    }

    /// <summary>The pairs of a row; <paramref name="values"/> moves on, so that rows must be asked for in ascending order.</summary>
    internal static Dictionary<string, string> Map(MapColumn<StringColumn> column, ref StringColumnCursor values, int row)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var (i, end) = (column[row].Start.Value, column[row].End.Value); i < end; i++)
            pairs[At(column.Keys, i)] = Encoding.UTF8.GetString(values.At(i));
        return pairs;
    }
}

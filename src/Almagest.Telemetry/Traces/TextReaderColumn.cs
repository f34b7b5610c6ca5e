using Almagest.ClickHouse.Formats.Reading;

namespace Almagest.Telemetry.Traces;

/// <summary>A column as texts; each entry of a dictionary becomes one text however many rows have it.</summary>
sealed class TextReaderColumn(ResultColumn column)
{
    readonly LowCardinalityResultColumn? _coded = column as LowCardinalityResultColumn;
    readonly string?[] _known = column is LowCardinalityResultColumn coded ? new string?[coded.Dictionary.Rows] : [];

    internal string this[int row]
    {
        get
        {
            if (_coded is null)
                return column.GetString(row) ?? "";
            var index = _coded.Indices[row];
            return _known[index] ??= _coded.Dictionary.GetString(index) ?? "";
        }
    }
}

using Almagest.ClickHouse.Formats.Reading;
using Almagest.Model.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>Reads a column of attributes beside the column of their types.</summary>
sealed class AttributeReader
{
    readonly MapResultColumn _map;
    readonly TextReaderColumn _keys;
    readonly TextReaderColumn _values;
    readonly TextReaderColumn _types;

    internal AttributeReader(ResultBlock block, string map, string types)
        : this(block.Get<MapResultColumn>(map), block[types])
    {
    }

    internal AttributeReader(MapResultColumn map, ResultColumn types)
    {
        _map = map;
        _keys = new TextReaderColumn(map.Keys);
        _values = new TextReaderColumn(map.Values);
        _types = new TextReaderColumn(types);
    }

    internal SpanAttribute[] Read(int row)
    {
        var (start, count) = _map[row].GetOffsetAndLength(_map.Keys.Rows);
        if (count == 0)
            return [];
        var types = _types[row];
        var attributes = new SpanAttribute[count];
        for (var i = 0; i < count; i++)
            attributes[i] = new SpanAttribute(_keys[start + i], _values[start + i], i < types.Length ? types[i] : 's');
        return attributes;
    }
}

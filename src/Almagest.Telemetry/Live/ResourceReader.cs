using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Live;

/// <summary>Reads the resource attributes of rows; neighbours of one resource share one dictionary.</summary>
struct ResourceReader(OriginColumns origin)
{
    Dictionary<string, string>? _last;
    ulong _lastId;

    internal Dictionary<string, string> Read(int row)
    {
        var id = origin.ResourceId.Values[row];
        if (_last is null || id != _lastId)
            (_last, _lastId) = (ColumnTexts.Map(origin.Resource, row), id);
        return _last;
    }
}

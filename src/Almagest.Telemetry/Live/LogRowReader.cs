using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Live;

/// <summary>Reads rows out of a block, in ascending order.</summary>
ref struct LogRowReader(LogBlock block)
{
    StringColumnCursor _bodies = block.Body.Read();
    StringColumnCursor _traceIds = block.TraceId.Read();
    StringColumnCursor _spanIds = block.SpanId.Read();
    StringColumnCursor _attributes = block.Attributes.Map.Values.Read();
    ResourceReader _resources = new(block.Origin);

    internal LogRow Read(int row) => new()
    {
        TimeUnixNano = block.Time.Values[row],
        Service = ColumnTexts.At(block.Service, row),
        Level = ColumnTexts.At(block.Level, row),
        SeverityNumber = block.SeverityNumber.Values[row],
        SeverityText = ColumnTexts.At(block.SeverityText, row),
        Body = Encoding.UTF8.GetString(_bodies.At(row)),
        EventName = ColumnTexts.At(block.EventName, row),
        TraceId = Encoding.UTF8.GetString(_traceIds.At(row)),
        SpanId = Encoding.UTF8.GetString(_spanIds.At(row)),
        Attributes = ColumnTexts.Map(block.Attributes.Map, ref _attributes, row),
        PatternId = ColumnTexts.At(block.PatternId, row),
        ResourceId = block.Origin.ResourceId.Values[row],
        Resource = _resources.Read(row),
        ScopeName = ColumnTexts.At(block.Origin.ScopeName, row),
        ScopeVersion = ColumnTexts.At(block.Origin.ScopeVersion, row),
    };
}

using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Live;

/// <summary>Reads rows out of a block, in ascending order.</summary>
ref struct SpanRowReader(SpanBlock block)
{
    StringColumnCursor _traceIds = block.TraceId.Read();
    StringColumnCursor _spanIds = block.SpanId.Read();
    StringColumnCursor _parents = block.ParentSpanId.Read();
    StringColumnCursor _attributes = block.Attributes.Map.Values.Read();
    ResourceReader _resources = new(block.Origin);

    internal SpanRow Read(int row) => new()
    {
        TimeUnixNano = block.Time.Values[row],
        DurationNano = block.DurationNano.Values[row],
        Service = ColumnTexts.At(block.Service, row),
        Name = ColumnTexts.At(block.Name, row),
        Kind = block.Kind.Values[row],
        Status = block.Status.Values[row],
        TraceId = Encoding.UTF8.GetString(_traceIds.At(row)),
        SpanId = Encoding.UTF8.GetString(_spanIds.At(row)),
        ParentSpanId = Encoding.UTF8.GetString(_parents.At(row)),
        Attributes = ColumnTexts.Map(block.Attributes.Map, ref _attributes, row),
        Resource = _resources.Read(row),
    };
}

namespace Almagest.Cli.Otlp;

/// <summary>Severity numbers of the OpenTelemetry log data model.</summary>
public enum Severity { Debug = 5, Info = 9, Warn = 13, Error = 17, Fatal = 21 }

/// <summary>One log record; ids are 0 outside a trace.</summary>
public sealed record LogItem(ulong TimeUnixNano, Severity Severity, string SeverityText, string Body) : IOtlpItem
{
    public UInt128 TraceId { get; init; }
    public ulong SpanId { get; init; }
    public IReadOnlyList<Attribute> Attributes { get; init; } = [];
    public string EventName { get; init; } = "";

    public void WriteTo(ProtoWriter writer)
    {
        writer.Fixed64(1, TimeUnixNano);
        writer.Varint(2, (ulong)Severity);
        writer.Text(3, SeverityText);
        var body = writer.Begin(5);
        writer.Text(1, Body);
        writer.End(body);
        Attribute.WriteAll(writer, 6, Attributes);
        if (TraceId != 0)
        {
            writer.Fixed32(8, 1);
            SpanItem.WriteId(writer, 9, TraceId);
            SpanItem.WriteId(writer, 10, SpanId);
        }
        writer.Fixed64(11, TimeUnixNano);
        if (EventName.Length > 0) writer.Text(12, EventName);
    }
}

namespace Almagest.Cli.Otlp;

/// <summary>A measurement that shows where a point came from.</summary>
public sealed record ExemplarPoint(ulong TimeUnixNano, double Value, UInt128 TraceId, ulong SpanId)
{
    internal void WriteTo(ProtoWriter writer, int field)
    {
        var mark = writer.Begin(field);
        writer.Fixed64(2, TimeUnixNano);
        writer.Double(3, Value);
        SpanItem.WriteId(writer, 4, SpanId);
        SpanItem.WriteId(writer, 5, TraceId);
        writer.End(mark);
    }
}

/// <summary>A point of a metric: attributes and times; the closed set of kinds is below.</summary>
public abstract record MetricPoint(IReadOnlyList<Attribute> Attributes, ulong StartUnixNano, ulong TimeUnixNano)
{
    public IReadOnlyList<ExemplarPoint> Exemplars { get; init; } = [];

    internal abstract void WriteTo(ProtoWriter writer);

    private protected void WriteTimes(ProtoWriter writer)
    {
        if (StartUnixNano != 0) writer.Fixed64(2, StartUnixNano);
        writer.Fixed64(3, TimeUnixNano);
    }
}

/// <summary>Value of a gauge or a sum.</summary>
public sealed record NumberPoint(IReadOnlyList<Attribute> Attributes, ulong StartUnixNano, ulong TimeUnixNano, double Value)
    : MetricPoint(Attributes, StartUnixNano, TimeUnixNano)
{
    /// <summary>Whether the value is sent as an integer.</summary>
    public bool Integer { get; init; }

    internal override void WriteTo(ProtoWriter writer)
    {
        Attribute.WriteAll(writer, 7, Attributes);
        WriteTimes(writer);
        if (Integer) writer.Fixed64(6, (ulong)(long)Value);
        if (!Integer) writer.Double(4, Value);
        foreach (var exemplar in Exemplars) exemplar.WriteTo(writer, 5);
    }
}

/// <summary>Explicit buckets: one count more than bounds.</summary>
public sealed record HistogramPoint(IReadOnlyList<Attribute> Attributes, ulong StartUnixNano, ulong TimeUnixNano, HistogramTotals Totals)
    : MetricPoint(Attributes, StartUnixNano, TimeUnixNano)
{
    public required double[] Bounds { get; init; }
    public required ulong[] Counts { get; init; }

    internal override void WriteTo(ProtoWriter writer)
    {
        Attribute.WriteAll(writer, 9, Attributes);
        WriteTimes(writer);
        writer.Fixed64(4, Totals.Count);
        writer.Double(5, Totals.Sum);
        writer.PackedFixed64(6, Counts);
        writer.PackedDouble(7, Bounds);
        foreach (var exemplar in Exemplars) exemplar.WriteTo(writer, 8);
        writer.Double(11, Totals.Min);
        writer.Double(12, Totals.Max);
    }
}

/// <summary>Base-2 exponential buckets, positive side only.</summary>
public sealed record ExponentialPoint(IReadOnlyList<Attribute> Attributes, ulong StartUnixNano, ulong TimeUnixNano, HistogramTotals Totals)
    : MetricPoint(Attributes, StartUnixNano, TimeUnixNano)
{
    public required int Scale { get; init; }
    public required int Offset { get; init; }
    public required ulong[] Counts { get; init; }
    public ulong ZeroCount { get; init; }

    internal override void WriteTo(ProtoWriter writer)
    {
        Attribute.WriteAll(writer, 1, Attributes);
        WriteTimes(writer);
        writer.Fixed64(4, Totals.Count);
        writer.Double(5, Totals.Sum);
        writer.Signed(6, Scale);
        writer.Fixed64(7, ZeroCount);
        var positive = writer.Begin(8);
        writer.Signed(1, Offset);
        writer.PackedVarint(2, Counts);
        writer.End(positive);
        foreach (var exemplar in Exemplars) exemplar.WriteTo(writer, 11);
        writer.Double(12, Totals.Min);
        writer.Double(13, Totals.Max);
    }
}

/// <summary>Totals every histogram point carries.</summary>
public readonly record struct HistogramTotals(ulong Count, double Sum, double Min, double Max);

namespace Almagest.Cli.Otlp;

/// <summary>The kinds of metric written here; values are the field numbers in the Metric message.</summary>
public enum MetricKind { Gauge = 5, Sum = 7, Histogram = 9, ExponentialHistogram = 10 }

public enum Temporality { Unspecified, Delta, Cumulative }

/// <summary>One metric with its points.</summary>
public sealed record MetricItem(string Name, string Unit, string Description, MetricKind Kind) : IOtlpItem
{
    public Temporality Temporality { get; init; } = Temporality.Cumulative;

    /// <summary>Whether a sum only grows; ignored for other kinds.</summary>
    public bool Monotonic { get; init; }

    public List<MetricPoint> Points { get; init; } = [];

    public void WriteTo(ProtoWriter writer)
    {
        writer.Text(1, Name);
        writer.Text(2, Description);
        writer.Text(3, Unit);
        var data = writer.Begin((int)Kind);
        foreach (var point in Points)
        {
            var mark = writer.Begin(1);
            point.WriteTo(writer);
            writer.End(mark);
        }
        if (Kind != MetricKind.Gauge) writer.Varint(2, (ulong)Temporality);
        if (Kind == MetricKind.Sum && Monotonic) writer.Varint(3, 1);
        writer.End(data);
    }
}

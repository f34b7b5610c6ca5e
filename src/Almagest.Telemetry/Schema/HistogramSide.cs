using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Values;

namespace Almagest.Telemetry.Schema;

/// <summary>The columns of a native histogram's positive or negative buckets: runs of neighbouring buckets and their counts.</summary>
public sealed class HistogramSide
{
    internal HistogramSide(TelemetryBlock block, string name)
    {
        Offsets = block.Declare($"{name}_offsets", new ArrayColumn<FixedColumn<int>>(new FixedColumn<int>("Int32")));
        Lengths = block.Declare($"{name}_lengths", new ArrayColumn<FixedColumn<uint>>(new FixedColumn<uint>("UInt32")));
        Counts = block.Declare($"{name}_counts", new ArrayColumn<FixedColumn<double>>(new FixedColumn<double>("Float64")));
    }

    /// <summary>Distance of each run to the one before it.</summary>
    public ArrayColumn<FixedColumn<int>> Offsets { get; }

    /// <summary>Buckets of each run.</summary>
    public ArrayColumn<FixedColumn<uint>> Lengths { get; }

    /// <summary>Measurements per bucket, not cumulated.</summary>
    public ArrayColumn<FixedColumn<double>> Counts { get; }

    internal void Append(BucketSpan[] spans, double[] counts)
    {
        foreach (var (offset, length) in spans)
        {
            Offsets.Items.Append(offset);
            Lengths.Items.Append((uint)length);
        }

        foreach (var count in counts)
            Counts.Items.Append(count);
        Offsets.EndRow();
        Lengths.EndRow();
        Counts.EndRow();
    }

    internal BucketSpan[] SpansAt(int row)
    {
        var offsets = Offsets.Items.Values[Offsets[row]];
        var lengths = Lengths.Items.Values[Lengths[row]];
        var spans = new BucketSpan[offsets.Length];
        for (var i = 0; i < spans.Length; i++)
            spans[i] = new BucketSpan(offsets[i], (int)lengths[i]);
        return spans;
    }

    internal double[] CountsAt(int row) => Counts.Items.Values[Counts[row]].ToArray();
}

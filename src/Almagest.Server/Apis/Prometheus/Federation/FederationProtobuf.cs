using Almagest.Query.PromQL.Values;
using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Apis.Prometheus.Federation;

/// <summary>
/// Samples as delimited <c>io.prometheus.client.MetricFamily</c> messages
/// (https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto), the form that can carry native histograms.
/// </summary>
static class FederationProtobuf
{
    const ulong Untyped = 3;
    const ulong HistogramType = 4;
    const ulong GaugeHistogram = 5;

    internal static byte[] Write(IReadOnlyList<FederatedSample> samples, SortedDictionary<string, string> external, FederationFormat format)
    {
        using var output = new MemoryStream();
        var family = new ProtoWriter();
        for (var i = 0; i < samples.Count; i++)
        {
            if (i > 0 && samples[i].Family != samples[i - 1].Family)
                Flush(family, output);
            if (family.Length == 0)
            {
                family.Text(1, format.Name(samples[i].Labels.Metric));
                family.Varint(3, samples[i].Family switch { (_, false, _) => Untyped, (_, _, true) => GaugeHistogram, _ => HistogramType });
            }

            WriteMetric(family, samples[i], external, format);
        }

        Flush(family, output);
        return output.ToArray();
    }

    static void Flush(ProtoWriter family, MemoryStream output)
    {
        if (family.Length == 0)
            return;
        for (var length = (uint)family.Length; ; length >>= 7)
        {
            output.WriteByte((byte)(length >= 0x80 ? length | 0x80 : length));
            if (length < 0x80)
                break;
        }

        output.Write(family.Written.Span);
        family.Clear();
    }

    static void WriteMetric(ProtoWriter writer, FederatedSample sample, SortedDictionary<string, string> external, FederationFormat format)
    {
        var metric = writer.Begin(4);
        foreach (var label in sample.LabelsWith(external))
        {
            var pair = writer.Begin(1);
            writer.Text(1, format.Name(label.Name));
            writer.Text(2, label.Value);
            writer.End(pair);
        }

        if (sample.Histogram is { } histogram)
        {
            var mark = writer.Begin(7);
            WriteHistogram(writer, histogram);
            writer.End(mark);
        }
        else
        {
            var mark = writer.Begin(5);
            writer.Double(1, sample.Value);
            writer.End(mark);
        }

        writer.Varint(6, (ulong)sample.TimeMs);
        writer.End(metric);
    }

    static void WriteHistogram(ProtoWriter writer, FloatHistogram histogram)
    {
        writer.Double(2, histogram.Sum);
        writer.Double(4, histogram.Count);
        if (histogram.Schema == FloatHistogram.CustomBucketsSchema)
        {
            foreach (var (bound, count) in ClassicBuckets.Of(histogram))
            {
                var bucket = writer.Begin(3);
                writer.Double(2, bound);
                writer.Double(4, count);
                writer.End(bucket);
            }

            return;
        }

        writer.Signed(5, histogram.Schema);
        writer.Double(6, histogram.ZeroThreshold);
        writer.Double(8, histogram.ZeroCount);
        WriteSpans(writer, 9, histogram.NegativeSpans);
        foreach (var count in histogram.NegativeBuckets)
            writer.Double(11, count);
        // A span without buckets is how the format tells a native histogram that has none yet from a classic one.
        WriteSpans(writer, 12, histogram.PositiveSpans.Length + histogram.NegativeSpans.Length == 0 && histogram.ZeroThreshold == 0 ? [default] : histogram.PositiveSpans);
        foreach (var count in histogram.PositiveBuckets)
            writer.Double(14, count);
    }

    static void WriteSpans(ProtoWriter writer, int field, BucketSpan[] spans)
    {
        foreach (var span in spans)
        {
            var mark = writer.Begin(field);
            writer.Signed(1, span.Offset);
            writer.Varint(2, (ulong)span.Length);
            writer.End(mark);
        }
    }
}

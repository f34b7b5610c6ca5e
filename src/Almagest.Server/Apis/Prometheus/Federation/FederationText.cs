using System.Globalization;
using System.Text;
using Almagest.Query.PromQL.Values;
using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Apis.Prometheus.Federation;

/// <summary>
/// Samples in the text format. A native histogram with exponential buckets has no form there and is left out, as Prometheus does; one with
/// custom buckets becomes a classic histogram.
/// </summary>
static class FederationText
{
    internal static byte[] Write(IReadOnlyList<FederatedSample> samples, SortedDictionary<string, string> external, FederationFormat format)
    {
        var text = new StringBuilder();
        (string, bool, bool)? family = null;
        foreach (var sample in samples)
        {
            if (sample.Histogram is { } exponential && exponential.Schema != FloatHistogram.CustomBucketsSchema)
                continue;
            var name = format.Name(sample.Labels.Metric);
            if (family != sample.Family)
                text.Append("# TYPE ").Append(FederationFormat.IsPlain(name) ? name : Quoted(name)).Append(' ').Append(TypeOf(sample)).Append('\n');
            family = sample.Family;
            var labels = sample.LabelsWith(external).Select(l => (format.Name(l.Name), l.Value)).ToList();
            if (sample.Histogram is { } histogram)
                WriteClassic(text, name, labels, histogram, sample.TimeMs);
            else
                WriteLine(text, name, labels, sample.Value, sample.TimeMs);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static string TypeOf(FederatedSample sample) => sample.Family switch { (_, false, _) => "untyped", (_, _, true) => "gaugehistogram", _ => "histogram" };

    static void WriteClassic(StringBuilder text, string name, List<(string, string)> labels, FloatHistogram histogram, long timeMs)
    {
        foreach (var (bound, count) in ClassicBuckets.Of(histogram))
            WriteLine(text, name + "_bucket", [.. labels, ("le", GoNumber.Format(bound))], count, timeMs);
        WriteLine(text, name + "_sum", labels, histogram.Sum, timeMs);
        WriteLine(text, name + "_count", labels, histogram.Count, timeMs);
    }

    static void WriteLine(StringBuilder text, string name, List<(string Name, string Value)> labels, double value, long timeMs)
    {
        var plain = FederationFormat.IsPlain(name);
        if (plain)
            text.Append(name);
        if (!plain || labels.Count > 0)
        {
            text.Append('{');
            if (!plain)
                text.Append(Quoted(name)).Append(labels.Count > 0 ? "," : "");
            text.AppendJoin(',', labels.Select(static l => $"{(FederationFormat.IsPlain(l.Name) ? l.Name : Quoted(l.Name))}={Quoted(l.Value)}")).Append('}');
        }

        text.Append(' ').Append(GoNumber.Format(value)).Append(' ').Append(timeMs.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    static string Quoted(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}

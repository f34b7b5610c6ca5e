using System.Text;
using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>Values of <c>le</c> and <c>quantile</c> as OpenMetrics writes them: whole numbers end in <c>.0</c>.</summary>
static class BoundText
{
    /// <summary>Writes the bound of a histogram and the quantile of a summary in the one form Prometheus 3 stores them in: <c>le="1"</c> is <c>le="1.0"</c>.</summary>
    /// <param name="labels">Of the series.</param>
    /// <param name="type">As told for its family; without a type all stays as written.</param>
    internal static void Normalize(SortedDictionary<string, string> labels, ReadOnlySpan<byte> type)
    {
        var name = type.SequenceEqual("histogram"u8) ? "le" : type.SequenceEqual("summary"u8) ? "quantile" : "";
        if (name.Length > 0 && labels.TryGetValue(name, out var text) && ExpositionReader.TryNumber(Encoding.UTF8.GetBytes(text), out var value))
            labels[name] = Write(value);
    }

    internal static string Write(double value)
    {
        var text = GoNumber.Format(value);
        return double.IsFinite(value) && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }
}

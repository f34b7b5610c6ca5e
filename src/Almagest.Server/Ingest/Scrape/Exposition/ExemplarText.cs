using System.Text;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>The exemplar behind an OpenMetrics sample: <c>{trace_id="x"} 0.5 1700000000.1</c>.</summary>
static class ExemplarText
{
    /// <exception cref="ExpositionException">It is not valid.</exception>
    internal static void Append(ReadOnlySpan<byte> text, KnownSeries series, long sampleTimeMs, IntakeBatch batch)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["__name__"] = "" };
        var end = text.LastIndexOf((byte)'}');
        if (end < 0)
            throw new ExpositionException($"invalid exemplar: \"{Encoding.UTF8.GetString(text)}\"");
        SeriesText.Read(text[..(end + 1)], labels);
        var rest = text[(end + 1)..].Trim(" \t"u8);
        var space = rest.IndexOf((byte)' ');
        var value = ExpositionReader.Number(space < 0 ? rest : rest[..space]);
        var time = space < 0 ? sampleTimeMs : (long)(ExpositionReader.Number(rest[(space + 1)..].Trim(" \t"u8)) * 1000);
        if (IntakeBatch.IsStorable(time))
            batch.Exemplar(series, time, value, [.. labels.Where(static l => l.Key != "__name__").Select(static l => (Encoding.UTF8.GetBytes(l.Key), Encoding.UTF8.GetBytes(l.Value)))]);
    }
}

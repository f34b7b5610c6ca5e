using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>Takes what a reader finds in a body. Spans are valid during the call only; series are name and labels as the text format writes them.</summary>
interface IExpositionSink
{
    /// <summary>Type, help or unit of a family.</summary>
    void Metadata(ExpositionEntry entry, ReadOnlySpan<byte> family, ReadOnlySpan<byte> text);

    /// <summary>A float.</summary>
    void Sample(ReadOnlySpan<byte> series, double value, in SampleTimes times);

    /// <summary>A native histogram.</summary>
    void Histogram(ReadOnlySpan<byte> series, FloatHistogram histogram, bool floatCounts, in SampleTimes times);

    /// <summary>An exemplar of the series told last.</summary>
    /// <param name="labels">Names and values.</param>
    /// <param name="value">The measurement.</param>
    /// <param name="timeMs">Unix milliseconds; null: that of the sample.</param>
    void Exemplar(List<(byte[] Name, byte[] Value)> labels, double value, long? timeMs);
}

/// <summary>Times of a sample, Unix milliseconds.</summary>
/// <param name="TimeMs">When it was taken, if the target says so.</param>
/// <param name="StartMs">When its accumulation began; 0 when unknown.</param>
readonly record struct SampleTimes(long? TimeMs, long StartMs);

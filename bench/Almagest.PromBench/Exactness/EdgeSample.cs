namespace Almagest.PromBench.Exactness;

/// <summary>A sample of one series: a float, or a histogram.</summary>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="Value">The float.</param>
/// <param name="Histogram">The histogram, when it is one.</param>
sealed record EdgeSample(long TimeMs, double Value, EdgeHistogram? Histogram);

/// <summary>A series that remote write sends.</summary>
/// <param name="Labels">Names and values in turn.</param>
/// <param name="At">The sample of a scrape, given its time and number; null when it has none.</param>
sealed record EdgeSeries(string[] Labels, Func<long, int, EdgeSample?> At);

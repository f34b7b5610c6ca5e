using Almagest.Model;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The samples of one series in one range, floats and histograms apart.</summary>
readonly ref struct RangeWindow
{
    public required ReadOnlySpan<long> Times { get; init; }

    public required ReadOnlySpan<double> Values { get; init; }

    /// <summary>Starts of the floats; empty when they are unknown or do not count.</summary>
    public ReadOnlySpan<long> Starts { get; init; }

    public ReadOnlySpan<long> HistogramTimes { get; init; }

    public ReadOnlySpan<FloatHistogram> Histograms { get; init; }

    public ReadOnlySpan<long> HistogramStarts { get; init; }

    /// <summary>The range's beginning, exclusive; samples before it are there when the selector is extended.</summary>
    public required long StartMs { get; init; }

    /// <summary>The range's end, inclusive.</summary>
    public required long EndMs { get; init; }

    /// <summary>The time of evaluation, which an offset sets apart from the end.</summary>
    public required long EvaluationMs { get; init; }

    public required int Step { get; init; }

    public required Labels Series { get; init; }

    /// <summary>What remarks about these samples name.</summary>
    public RangePlace Place => new(Series, Step);

    public bool HasFloats => !Times.IsEmpty;

    public bool HasHistograms => !HistogramTimes.IsEmpty;
}

/// <summary>A series at a step.</summary>
readonly record struct RangePlace(Labels Series, int Step);

/// <summary>What a function makes of a range: nothing, a float, or a histogram.</summary>
readonly record struct RangeResult(bool Present, double Value, FloatHistogram? Histogram)
{
    public static RangeResult None => default;

    public static implicit operator RangeResult(double value) => new(true, value, null);

    public static implicit operator RangeResult(FloatHistogram histogram) => new(true, 0, histogram);
}

/// <summary>A function over a range.</summary>
delegate RangeResult RangeBody(in RangeWindow window, RangeCall call);

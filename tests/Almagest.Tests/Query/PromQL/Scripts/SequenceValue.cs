using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>One place of a sequence of samples: a float, a histogram or nothing.</summary>
/// <param name="Value">The float; 0 for a histogram.</param>
/// <param name="Histogram">The histogram, if it is one.</param>
/// <param name="Omitted">Nothing is there.</param>
/// <param name="HintGiven">Whether the histogram's reset hint was written and so has to match.</param>
readonly record struct SequenceValue(double Value, FloatHistogram? Histogram = null, bool Omitted = false, bool HintGiven = false)
{
    public static SequenceValue Gap { get; } = new(0, Omitted: true);
}

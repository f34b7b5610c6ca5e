using System.Globalization;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>The samples of the window that is at hand, by series; what falls out of it is forgotten.</summary>
sealed class SeriesWindows(RangeAggregationExpr expr, long windowNano, int maxSamples)
{
    readonly Dictionary<Labels, SampleWindow> _series = [];
    int _held;

    internal void Add(Labels labels, long timeNano, double value)
    {
        if (!_series.TryGetValue(labels, out var samples))
            _series[labels] = samples = new SampleWindow();
        samples.Add(timeNano, value);
        if (++_held > maxSamples)
            throw new LogQlException(string.Create(CultureInfo.InvariantCulture, $"query processing would hold too many samples in memory (limit {maxSamples}); consider a shorter range or more specific filters"));
    }

    /// <summary>The samples of the window that ends at a time.</summary>
    /// <exception cref="LogQlException">A line of the window has an error that was not asked for.</exception>
    internal IReadOnlyList<LogSample> Evaluate(long endNano)
    {
        var result = new List<LogSample>(_series.Count);
        List<Labels>? empty = null;
        foreach (var (labels, samples) in _series)
        {
            _held -= samples.DropUntil(endNano - windowNano);
            if (samples.Count == 0)
            {
                (empty ??= []).Add(labels);
                continue;
            }

            if (labels.Has(LineLabels.ErrorLabel) && labels[LineLabels.PreserveErrorLabel] != "true")
                throw Failed(labels);
            result.Add(new LogSample(labels, RangeFunctions.Apply(expr, samples, endNano)));
        }

        foreach (var labels in empty ?? [])
            _series.Remove(labels);
        return result;
    }

    static LogQlException Failed(Labels labels)
    {
        var error = labels[LineLabels.ErrorLabel];
        return new LogQlException(
            $"pipeline error: '{error}' for series: '{LabelText.Of(labels)}'.\n"
            + $"Use a label filter to intentionally skip this error. (e.g | __error__!=\"{error}\").\n"
            + "To skip all potential errors you can match empty errors.(e.g __error__=\"\")\n"
            + "The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__=\"\" )\n");
    }
}

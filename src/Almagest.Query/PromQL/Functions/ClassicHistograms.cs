using System.Globalization;
using Almagest.Model;
using Almagest.Query.Common;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>A histogram at a step: native, or the buckets of a classic one.</summary>
readonly record struct HistogramAtStep(Labels Labels, FloatHistogram? Native, List<ClassicBucket> Buckets)
{
    public string Metric => Labels.Metric;
}

/// <summary>Puts columns together to histograms by all labels but <c>le</c>; labels are looked at once, not per step.</summary>
sealed class ClassicHistograms
{
    sealed record Set(Labels Labels, List<(StepColumn Column, double Bound)> Buckets, List<StepColumn> Natives);

    static readonly List<ClassicBucket> NoBuckets = [];

    readonly List<Set> _sets = [];
    readonly List<StepColumn> _withoutBound = [];
    readonly Dictionary<Labels, Set> _byLabels = [];

    public static ClassicHistograms Of(List<StepColumn> columns)
    {
        var histograms = new ClassicHistograms();
        foreach (var column in columns)
            histograms.Add(column);
        return histograms;
    }

    /// <summary>
    /// The histograms as columns under the labels of their results; null when a step has to be looked at alone: there are native histograms, samples without bound, bounds
    /// that come twice, or histograms whose results would have the same labels.
    /// </summary>
    public ClassicColumns? Columns(Evaluator evaluator, Func<Labels, Labels> labelsOf)
    {
        if (_withoutBound.Count > 0)
            return null;
        var sets = new List<(Labels, string, (StepColumn, double)[])>(_sets.Count);
        var seen = new HashSet<Labels>();
        foreach (var set in _sets)
        {
            var buckets = set.Buckets.ToArray();
            Array.Sort(buckets, static (a, b) => a.Bound.CompareTo(b.Bound));
            var labels = labelsOf(set.Labels);
            if (set.Natives.Count > 0 || !seen.Add(labels) || Array.Exists(buckets, static bucket => double.IsNaN(bucket.Bound)))
                return null;
            for (var i = 1; i < buckets.Length; i++)
                if (buckets[i].Bound == buckets[i - 1].Bound)
                    return null;
            sets.Add((labels, set.Labels.Metric, buckets));
        }

        return new ClassicColumns(evaluator, sets);
    }

    /// <summary>All histograms of a step, native ones first.</summary>
    public List<HistogramAtStep> At(Evaluator evaluator, int step, SourceSpan span)
    {
        var delayed = evaluator.Context.Features.DelayedNameRemoval;
        foreach (var column in _withoutBound)
            if (column.Has(step) && column.Histogram(step) is null)
                evaluator.Remarker.Add(Remarks.BadBucketLabel(delayed ? column.Labels.Metric : "", column.Labels["le"], span), step);
        var found = new List<HistogramAtStep>(_sets.Count);
        var classic = new List<HistogramAtStep>(_sets.Count);
        foreach (var set in _sets)
        {
            var buckets = new List<ClassicBucket>(set.Buckets.Count);
            foreach (var (column, bound) in set.Buckets)
                if (column.Has(step) && column.Histogram(step) is null)
                    buckets.Add(new ClassicBucket(bound, column.Values[step]));
            foreach (var column in set.Natives)
            {
                if (!column.Has(step) || column.Histogram(step) is not { } native)
                    continue;

                // Both kinds under one name: which one is meant can not be known.
                if (buckets.Count > 0)
                    evaluator.Remarker.Add(Remarks.MixedClassicNativeHistograms(delayed ? column.Labels.Metric : "", span), step);
                else
                    found.Add(new HistogramAtStep(column.Labels, native, NoBuckets));
            }

            if (buckets.Count > 0 && !set.Natives.Any(column => column.Has(step) && column.Histogram(step) is not null))
                classic.Add(new HistogramAtStep(set.Labels, null, buckets));
        }

        found.AddRange(classic);
        return found;
    }

    void Add(StepColumn column)
    {
        if (column.Histograms is not null)
            SetOf(column.Labels).Natives.Add(column);
        if (column.Histograms is not null && AllHistograms(column))
            return;
        if (TryBound(column.Labels["le"], out var bound))
            SetOf(LabelSets.Without(column.Labels, ["le"])).Buckets.Add((column, bound));
        else
            _withoutBound.Add(column);
    }

    Set SetOf(Labels labels)
    {
        if (_byLabels.TryGetValue(labels, out var set))
            return set;
        set = new Set(labels, [], []);
        _byLabels[labels] = set;
        _sets.Add(set);
        return set;
    }

    static bool AllHistograms(StepColumn column)
    {
        for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            if (column.Histogram(step) is null)
                return false;
        return true;
    }

    static bool TryBound(string text, out double bound)
    {
        (var known, bound) = text.ToUpperInvariant() switch
        {
            "+INF" or "INF" or "+INFINITY" or "INFINITY" => (true, double.PositiveInfinity),
            "-INF" or "-INFINITY" => (true, double.NegativeInfinity),
            "NAN" => (true, double.NaN),
            _ => (false, 0),
        };
        return known || double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out bound);
    }
}

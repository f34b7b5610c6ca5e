using System.Globalization;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary><c>info</c>: adds the labels of info series that share job and instance.</summary>
sealed class InfoEvaluation
{
    readonly Evaluator _evaluator;
    readonly HashSet<string> _wanted;
    readonly bool _mayBeMissing;
    readonly List<InfoSeries> _infos = [];

    sealed record InfoSeries(Labels Labels, Labels Identity, long[] SampleTimes);

    InfoEvaluation(Evaluator evaluator, CallExpr call)
    {
        _evaluator = evaluator;
        LabelMatcher[] data = [.. InfoSelection.DataMatchers(call).Where(static matcher => matcher.Name != Labels.MetricName)];
        _wanted = [.. data.Select(static matcher => matcher.Name)];
        _mayBeMissing = data.All(static matcher => matcher.Matches(""));
    }

    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call)
    {
        var columns = evaluator.Evaluate(call.Arguments[0]);
        var info = new InfoEvaluation(evaluator, call);
        var names = InfoSelection.NameMatchers(call);
        var bases = columns.ConvertAll(column => (Column: column, IsInfo: names.All(matcher => matcher.Matches(column.Labels.Metric))));
        info.Load(call, [.. bases.Where(static each => !each.IsInfo).Select(static each => each.Column.Labels)]);
        return info.Combine(bases);
    }

    // Only info series that share every identifying label some series has, as the store would be asked for.
    void Load(CallExpr call, List<Labels> series)
    {
        var values = InfoSelection.IdentifyingLabels
            .Select(label => (Label: label, Values: series.Select(labels => labels[label]).Where(static value => value.Length > 0).ToHashSet(StringComparer.Ordinal)))
            .Where(static each => each.Values.Count > 0).ToList();
        if (values.Count == 0)
            return;
        var shift = InfoSelection.Shift(call.Arguments[0]);
        var scratch = new SeriesScratch();
        foreach (var info in _evaluator.Context.Leaves.Of(call).Series)
        {
            if (!values.TrueForAll(each => each.Values.Contains(info.Labels[each.Label])))
                continue;
            scratch.Load(info);
            _infos.Add(new InfoSeries(info.Labels, Identity(info.Labels), SampleTimes(info.Labels, scratch.Buffer, shift)));
        }
    }

    // Per step when the newest sample was taken, or −1.
    long[] SampleTimes(Labels labels, SampleBuffer samples, TimeShift shift)
    {
        var times = new long[_evaluator.Grid.Count];
        var cursor = new LookbackCursor(_evaluator.Context.Request.LookbackMs);
        for (var step = 0; step < times.Length; step++)
        {
            var at = cursor.Seek(samples.Times, Evaluator.Reference(shift, _evaluator.Grid[step]));
            times[step] = at < 0 || SampleBuffer.IsStale(samples.Values[at]) ? -1 : samples.Times[at];
            if (at < 0 || samples.Histograms.IsEmpty || samples.Histograms[at] is not { } histogram)
                continue;
            if (!SampleBuffer.IsStale(histogram.Sum))
                throw new PromQlException($"this should be an info metric, with float samples: {PromQlText.Of(labels)}");
            times[step] = -1;
        }

        return times;
    }

    List<StepColumn> Combine(List<(StepColumn Column, bool IsInfo)> bases)
    {
        var byIdentity = _infos.ToLookup(static info => info.Identity);
        var output = new ColumnSet(_evaluator);
        for (var step = 0; step < _evaluator.Grid.Count; step++)
        {
            _evaluator.Context.CheckTime();
            if (bases.Exists(each => each.Column.Has(step)))
                CheckConflicts(step);
            foreach (var (column, isInfo) in bases)
            {
                if (!column.Has(step))
                    continue;
                var labels = isInfo ? column.Labels : Enrich(column.Labels, byIdentity[Identity(column.Labels)], step);
                if (labels is not null)
                    output.Add(labels, column.DropName, step, column.Values[step], column.Histogram(step));
            }
        }

        return output.Columns;
    }

    void CheckConflicts(int step)
    {
        foreach (var group in _infos.Where(info => info.SampleTimes[step] >= 0).GroupBy(static info => (info.Labels.Metric, info.Identity)))
        {
            var newest = group.Max(info => info.SampleTimes[step]);
            InfoSeries[] same = [.. group.Where(info => info.SampleTimes[step] == newest)];
            if (same.Length > 1)
                throw new PromQlException(string.Create(CultureInfo.InvariantCulture, $"found duplicate series for info metric: existing {PromQlText.Of(same[0].Labels)} @ {newest}, new {PromQlText.Of(same[1].Labels)} @ {newest}"));
        }
    }

    // Null when the series is left out for want of an info series.
    Labels? Enrich(Labels series, IEnumerable<InfoSeries> candidates, int step)
    {
        var added = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var any = false;
        foreach (var group in candidates.Where(info => info.SampleTimes[step] >= 0).GroupBy(static info => info.Labels.Metric))
        {
            any = true;
            foreach (var label in group.MaxBy(info => info.SampleTimes[step])?.Labels ?? Labels.Empty)
            {
                if (label.Name == Labels.MetricName || (_wanted.Count > 0 && !_wanted.Contains(label.Name)))
                    continue;
                if (added.TryGetValue(label.Name, out var other) && other != label.Value)
                    throw new PromQlException($"conflicting label: {label.Name}");
                if (!series.Has(label.Name))
                    added[label.Name] = label.Value;
            }
        }

        if (!any && !_mayBeMissing)
            return null;
        return added.Count == 0 ? series : Labels.From([.. series.AsSpan(), .. added.Select(static pair => new Label(pair.Key, pair.Value))]);
    }

    static Labels Identity(Labels labels) => LabelSets.Only(labels, InfoSelection.IdentifyingLabels);
}

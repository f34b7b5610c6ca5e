using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>The samples of a script. Reset hints of histograms are those a Prometheus store would give back.</summary>
sealed class MemorySeriesSource : ISeriesSource
{
    readonly Dictionary<Labels, SortedList<long, Sample>> _series = [];

    public MemorySeriesSource(IEnumerable<ScriptLoad> loads)
    {
        foreach (var load in loads)
        {
            foreach (var (series, starts) in load.Series)
                Add(series, starts, load.StepMs);
            if (load.WithCustomBuckets)
                foreach (var (labels, time, histogram) in CustomBuckets.Convert(load))
                    Samples(labels).TryAdd(time, new Sample(0, histogram, 0));
        }

        foreach (var samples in _series.Values)
            ResetHints.Assign(samples);
    }

    public ValueTask<IReadOnlyList<ISeries>> SelectAsync(SeriesSelection selection, CancellationToken ct)
    {
        var found = new List<ISeries>();
        foreach (var (labels, samples) in _series)
            if (selection.Matchers.All(matcher => matcher.Matches(labels[matcher.Name])))
                found.Add(new Series(labels, samples, selection.FromMs, selection.ToMs));
        return ValueTask.FromResult<IReadOnlyList<ISeries>>(found);
    }

    void Add(SeriesDescription series, IReadOnlyList<long?>? starts, long stepMs)
    {
        var samples = Samples(series.Labels);
        for (var i = 0; i < series.Values.Count; i++)
        {
            var (value, time) = (series.Values[i], i * stepMs);
            if (!value.Omitted)
                samples.TryAdd(time, new Sample(value.Value, value.Histogram, starts?[i] is { } start ? time + start : 0));
        }
    }

    SortedList<long, Sample> Samples(Labels labels)
    {
        if (!_series.TryGetValue(labels, out var samples))
            _series.Add(labels, samples = []);
        return samples;
    }

    /// <summary>One sample; its start is 0 when unknown.</summary>
    internal readonly record struct Sample(double Value, FloatHistogram? Histogram, long StartMs);

    sealed class Series(Labels labels, SortedList<long, Sample> samples, long fromMs, long toMs) : ISeries
    {
        public Labels Labels => labels;

        public void Read(SampleBuffer into)
        {
            foreach (var (time, sample) in samples)
            {
                if (time < fromMs || time > toMs)
                    continue;
                if (sample.Histogram is { } histogram)
                    into.Add(time, histogram);
                else
                    into.Add(time, sample.Value);
                if (sample.StartMs != 0)
                    into.SetStart(sample.StartMs);
            }
        }
    }
}

using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// A series whose histograms have only count and sum, for queries that look at nothing else. Since resets can not be found without buckets later on, they are found here:
/// every histogram but the first after <paramref name="afterMs"/> says whether it was reset, as in Prometheus.
/// </summary>
sealed class HistogramStatsSeries(ISeries series, long afterMs) : ISeries
{
    public Labels Labels => series.Labels;

    public void Read(SampleBuffer into)
    {
        series.Read(into);
        if (into.Histograms.IsEmpty)
            return;
        var (times, values, histograms, starts) = (into.Times.ToArray(), into.Values.ToArray(), into.Histograms.ToArray(), into.StartTimes.ToArray());
        into.Clear();
        FloatHistogram? before = null;
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] <= afterMs)
                continue;
            if (histograms[i] is not { } histogram)
            {
                into.Add(times[i], values[i]);
            }
            else
            {
                into.Add(times[i], Strip(histogram, before));
                before = SampleBuffer.IsStale(histogram.Sum) ? before : histogram;
            }

            if (starts.Length > 0)
                into.SetStart(starts[i]);
        }
    }

    static FloatHistogram Strip(FloatHistogram histogram, FloatHistogram? before)
    {
        var hint = histogram.CounterResetHint;
        if (hint == CounterResetHint.Unknown && before is not null && !SampleBuffer.IsStale(histogram.Sum))
            hint = HistogramResets.Detect(histogram, before) ? CounterResetHint.Reset : CounterResetHint.NotReset;
        return new FloatHistogram { Schema = histogram.Schema, CounterResetHint = hint, Count = histogram.Count, Sum = histogram.Sum };
    }
}

using Almagest.Model;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Benchmarks.PromQL;

/// <summary>Counters in memory: a sample every 15 s with a few milliseconds of jitter, and one restart per series.</summary>
sealed class ArraySeriesSource : ISeriesSource
{
    const int StepMs = 15_000;

    readonly Series[] _series;

    public ArraySeriesSource(int series, int samples) => _series = [.. Enumerable.Range(0, series).Select(i => Make(i, samples))];

    public ValueTask<IReadOnlyList<ISeries>> SelectAsync(SeriesSelection selection, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<ISeries>>(_series);

    static Series Make(int index, int samples)
    {
        var random = new Random(index);
        var (times, values, total) = (new long[samples], new double[samples], 0.0);
        for (var i = 0; i < samples; i++)
        {
            total = i == samples / 2 + (index % 50) ? 0 : total + random.Next(200);
            times[i] = ((long)i * StepMs) + random.Next(7);
            values[i] = total;
        }

        return new Series(Labels.Of(("__name__", "http_requests_total"), ("endpoint", $"/v1/resource{index % 10}"), ("instance", $"10.0.0.{index / 40}:9100"), ("job", "api"), ("status", $"{200 + (index % 4)}"), ("id", $"{index}")), times, values);
    }

    sealed class Series(Labels labels, long[] times, double[] values) : ISeries
    {
        public Labels Labels => labels;

        public void Read(SampleBuffer into)
        {
            var (intoTimes, intoValues) = into.Reserve(times.Length);
            times.CopyTo(intoTimes);
            values.CopyTo(intoValues);
            into.Commit(times.Length);
        }
    }
}

using Almagest.Query.PromQL.Values;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>
/// Measurements since the server started as a native histogram (https://prometheus.io/docs/specs/native_histograms/): quantiles of any group can be
/// computed later, which summaries of StatsD servers do not allow.
/// </summary>
/// <param name="kind">Timer or distribution.</param>
/// <param name="series">The series.</param>
/// <param name="unit">What a measurement is multiplied with.</param>
sealed class StatsDHistogram(StatsDKind kind, KnownSeries series, double unit) : StatsDSeries(kind, series)
{
    // Buckets grow by 9 %: the error of a quantile is at most half of that.
    const int FinestSchema = 3;
    const int CoarsestSchema = -4;
    const int MostBuckets = 160;

    // What client libraries take: nearer to zero is zero.
    const double ZeroThreshold = 2.938735877055719e-39;

    readonly SortedDictionary<int, double> _positive = [];
    readonly SortedDictionary<int, double> _negative = [];
    int _schema = FinestSchema;
    double _zeros, _count, _sum;

    internal override string? Add(ReadOnlySpan<byte> value, double rate)
    {
        if (!TryNumber(value, out var number))
            return NoNumber(value);
        number *= unit;
        var weight = 1 / rate;
        _count += weight;
        _sum += number * weight;
        if (Math.Abs(number) <= ZeroThreshold)
        {
            _zeros += weight;
            return null;
        }

        var side = number > 0 ? _positive : _negative;
        var index = (int)Math.Ceiling(Math.Log2(Math.Abs(number)) * Math.Pow(2, _schema));
        side[index] = side.GetValueOrDefault(index) + weight;
        while (_positive.Count + _negative.Count > MostBuckets && _schema > CoarsestSchema)
            Coarsen();
        return null;
    }

    internal override void Append(long timeMs, IntakeBatch batch)
    {
        var (positiveSpans, positive) = Spans(_positive);
        var (negativeSpans, negative) = Spans(_negative);
        var histogram = new FloatHistogram
        {
            Schema = _schema,
            Count = _count,
            Sum = _sum,
            ZeroThreshold = ZeroThreshold,
            ZeroCount = _zeros,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
        };
        // Sample rates make counts of parts.
        batch.Histogram(Series, timeMs, histogram, floatCounts: true);
    }

    /// <summary>Puts each two neighbouring buckets together.</summary>
    void Coarsen()
    {
        _schema--;
        foreach (var side in (ReadOnlySpan<SortedDictionary<int, double>>)[_positive, _negative])
        {
            var before = side.ToList();
            side.Clear();
            foreach (var (index, count) in before)
            {
                // The upper bounds that stay are those of even indexes.
                var merged = (index + 1) >> 1;
                side[merged] = side.GetValueOrDefault(merged) + count;
            }
        }
    }

    static (BucketSpan[] Spans, double[] Counts) Spans(SortedDictionary<int, double> side)
    {
        var spans = new List<BucketSpan>();
        var next = 0;
        foreach (var index in side.Keys)
        {
            if (spans.Count > 0 && index == next)
                spans[^1] = spans[^1] with { Length = spans[^1].Length + 1 };
            else
                spans.Add(new(index - next, 1));
            next = index + 1;
        }

        return ([.. spans], [.. side.Values]);
    }
}

using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Values;

public sealed class HistogramTests
{
    static readonly FloatHistogram Fine = Exponential(1, 0, [1, 2, 3, 4]);

    [Fact]
    public void Sum_of_two_schemas_has_the_coarser_one()
    {
        var sum = HistogramArithmetic.Add(Fine, Exponential(0, 1, [10, 20]), out var remarks).ShouldNotBeNull();
        remarks.ShouldBe(HistogramRemarks.None);
        sum.Schema.ShouldBe(0);
        sum.PositiveSpans.ShouldBe([new BucketSpan(0, 3)]);
        sum.PositiveBuckets.ShouldBe([1, 15, 24]);
        sum.Count.ShouldBe(40);
        HistogramArithmetic.Subtract(sum, sum, out _).ShouldNotBeNull().PositiveBuckets.ShouldBe([0, 0, 0]);
        HistogramArithmetic.Compact(HistogramArithmetic.Subtract(sum, sum, out _)!).PositiveSpans.ShouldBeEmpty();
    }

    [Fact]
    public void Sum_has_a_zero_bucket_as_wide_as_the_wider_one_and_beyond_a_populated_bucket()
    {
        var sum = HistogramArithmetic.Add(Fine, new FloatHistogram { ZeroThreshold = 0.9, ZeroCount = 5, Count = 5 }, out _).ShouldNotBeNull();
        sum.ZeroThreshold.ShouldBe(1);
        sum.ZeroCount.ShouldBe(6);
        HistogramBuckets.All(sum).Sum(static bucket => bucket.Count).ShouldBe(15);
    }

    [Fact]
    public void Sum_of_different_custom_bounds_keeps_the_shared_ones()
    {
        var sum = HistogramArithmetic.Add(Custom([1, 2, 5], [1, 2, 3, 4]), Custom([2, 3, 5], [10, 20, 30, 40]), out var remarks).ShouldNotBeNull();
        remarks.ShouldBe(HistogramRemarks.BoundsReconciled);
        sum.CustomBounds.ShouldBe([2, 5]);
        sum.PositiveBuckets.ShouldBe([13, 53, 44]);
        HistogramArithmetic.Add(Fine, sum, out remarks).ShouldBeNull();
        remarks.ShouldBe(HistogramRemarks.IncompatibleSchemas);
    }

    [Fact]
    public void Compensated_sum_keeps_what_a_plain_one_loses()
    {
        var sum = Exponential(0, 0, [1e100]);
        FloatHistogram? compensation = null;
        foreach (var count in (double[])[1, -1e100, 1])
            HistogramArithmetic.KahanAdd(ref sum, ref compensation, Exponential(0, 0, [count]), out _).ShouldBeTrue();
        HistogramArithmetic.Add(sum, compensation!, out _)!.PositiveBuckets.ShouldBe([2]);
    }

    [Theory]
    [InlineData(CounterResetHint.Reset, CounterResetHint.NotReset, CounterResetHint.Unknown, HistogramRemarks.CounterResetCollision)]
    [InlineData(CounterResetHint.Gauge, CounterResetHint.NotReset, CounterResetHint.Gauge, HistogramRemarks.None)]
    [InlineData(CounterResetHint.Unknown, CounterResetHint.Gauge, CounterResetHint.Gauge, HistogramRemarks.None)]
    [InlineData(CounterResetHint.Reset, CounterResetHint.Unknown, CounterResetHint.Unknown, HistogramRemarks.None)]
    [InlineData(CounterResetHint.Reset, CounterResetHint.Reset, CounterResetHint.Reset, HistogramRemarks.None)]
    public void Hints_combine(CounterResetHint left, CounterResetHint right, CounterResetHint expected, HistogramRemarks expectedRemarks)
    {
        HistogramArithmetic.Add(Fine with { CounterResetHint = left }, Fine with { CounterResetHint = right }, out var remarks)!.CounterResetHint.ShouldBe(expected);
        remarks.ShouldBe(expectedRemarks);
    }

    [Fact]
    public void Reset_is_seen_in_buckets_resolution_and_zero_threshold()
    {
        HistogramResets.Detect(Fine, Fine).ShouldBeFalse();
        HistogramResets.Detect(HistogramArithmetic.CopyToSchema(Fine, 0), Fine).ShouldBeFalse();
        HistogramResets.Detect(Fine, HistogramArithmetic.CopyToSchema(Fine, 0)).ShouldBeTrue();
        HistogramResets.Detect(Exponential(1, 0, [5, 2, 3, 0]), Fine).ShouldBeTrue();
        HistogramResets.Detect(Fine with { ZeroThreshold = 1, ZeroCount = 1 }, Fine).ShouldBeFalse();
        HistogramResets.Detect(Fine with { ZeroThreshold = 0.9, ZeroCount = 1 }, Fine).ShouldBeTrue();
        HistogramResets.Detect(Fine with { CounterResetHint = CounterResetHint.NotReset }, Exponential(1, 0, [9, 9, 9, 9])).ShouldBeFalse();
        HistogramResets.Detect(Custom([1, 3], [4, 1, 1]), Custom([1, 2], [1, 1, 1])).ShouldBeFalse();
        HistogramResets.Detect(Custom([1, 3], [4, 1, 1]), Custom([1, 2], [5, 1, 0])).ShouldBeTrue();
    }

    [Fact]
    public void Quantile_is_interpolated_on_a_logarithmic_scale()
    {
        HistogramQuantile.Quantile(0.5, Exponential(0, 1, [12]), out _).ShouldBe(Math.Sqrt(2), 1e-15);
        HistogramQuantile.Fraction(1, Math.Sqrt(2), Exponential(0, 1, [12]), out _).ShouldBe(0.5, 1e-15);
        HistogramQuantile.Quantile(0.5, Custom([2, 4], [0, 12, 0]), out _).ShouldBe(3);
        HistogramQuantile.Quantile(1, Custom([2, 4], [0, 0, 12]), out _).ShouldBe(4);
        HistogramQuantile.Quantile(-1, Fine, out _).ShouldBe(double.NegativeInfinity);
        HistogramQuantile.Quantile(0.5, new FloatHistogram(), out _).ShouldBe(double.NaN);
        HistogramQuantile.Quantile(0.99, Fine with { Count = 12, Sum = double.NaN }, out var remark).ShouldBe(double.NaN);
        remark.ShouldBe(NaNRemark.Result);
    }

    [Fact]
    public void Trim_keeps_one_side_and_estimates_the_rest()
    {
        var below = HistogramTrim.KeepBelow(Exponential(0, 1, [4, 8]), 2);
        below.PositiveBuckets.ShouldBe([4]);
        below.Count.ShouldBe(4);
        below.Sum.ShouldBe(4 * Math.Sqrt(2), 1e-12);
        HistogramTrim.KeepAbove(Exponential(0, 1, [4, 8]), 2).PositiveBuckets.ShouldBe([8]);
        HistogramTrim.KeepBelow(Fine, 1e9).ShouldBe(Fine);
    }

    [Fact]
    public void Bounds_follow_the_specification()
    {
        BucketBounds.Exponential(0, 3).ShouldBe(1);
        BucketBounds.Exponential(8, 3).ShouldBe(2);
        BucketBounds.Exponential(-1, 0).ShouldBe(0.5);
        BucketBounds.Exponential(1, -4).ShouldBe(65536);
        BucketBounds.Exponential(1024, 0).ShouldBe(double.MaxValue);
        BucketBounds.Exponential(1025, 0).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Classic_counts_that_shrink_are_repaired_and_told()
    {
        List<ClassicBucket> buckets = [new(double.PositiveInfinity, 10), new(2, 4), new(1, 6)];
        ClassicQuantile.Quantile(0.5, buckets, out var repair).ShouldBe(5.0 / 6);
        repair.ShouldBe(new BucketRepair(true, false, 2, 2, 2));
        ClassicQuantile.Fraction(0, 1, [new(double.PositiveInfinity, 10), new(1, 5), new(2, 10)]).ShouldBe(0.5);
        ClassicQuantile.Quantile(0.5, [new(1, 5), new(2, 10)], out _).ShouldBe(double.NaN);
    }

    [Theory]
    [InlineData(9, 0, "histogram has an invalid schema, which must be between -4 and 8 for exponential buckets, or -53 for custom buckets, got schema 9")]
    [InlineData(0, -1, "positive side: bucket number 1 has observation count of -1: histogram has a bucket whose observation count is negative")]
    [InlineData(-53, 1, "custom buckets: only 0 custom bounds defined which is insufficient to cover total span length of 2: histogram custom bounds are too few")]
    public void Fault_is_named_in_the_words_of_Prometheus(int schema, double count, string fault) =>
        HistogramValidation.Check(new FloatHistogram { Schema = schema, Count = 1, PositiveSpans = [new(1, 1)], PositiveBuckets = [count] }).ShouldBe(fault);

    static FloatHistogram Exponential(int schema, int offset, double[] counts) =>
        new() { Schema = schema, Count = counts.Sum(), Sum = 1, PositiveSpans = [new(offset, counts.Length)], PositiveBuckets = counts };

    static FloatHistogram Custom(double[] bounds, double[] counts) => Exponential(FloatHistogram.CustomBucketsSchema, 0, counts) with { CustomBounds = bounds };
}

using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Tests.Query.PromQL.Engine;

public sealed class PromQlEngineTests
{
    static readonly PromQlEngine Engine = new(TimeProvider.System);

    [Theory]
    [InlineData("sum by (job) (rate(requests_total[2m]))", "sum by (job) (rate(requests_total[2m]) + 0)")]
    [InlineData("sum(requests_total)", "sum(requests_total + 0)")]
    [InlineData("avg without (id) (increase(requests_total[5m]))", "avg without (id) (increase(requests_total[5m]) + 0)")]
    [InlineData("max by (job) (delta(requests_total[5m]))", "max by (job) (delta(requests_total[5m]) + 0)")]
    [InlineData("min(max_over_time(requests_total[5m]))", "min(max_over_time(requests_total[5m]) + 0)")]
    [InlineData("count(requests_total)", "count(requests_total + 0)")]
    [InlineData("group by (job) (requests_total)", "group by (job) (requests_total + 0)")]
    [InlineData("stddev(irate(requests_total[5m]))", "stddev(irate(requests_total[5m]) + 0)")]
    [InlineData("stdvar by (job) (requests_total)", "stdvar by (job) (requests_total + 0)")]
    public async Task Fused_aggregation_answers_as_the_plain_one(string fused, string plain)
    {
        var source = FakeSource.Random(300, 200);
        Same(await Range(fused, source), await Range(plain, source));
    }

    [Theory]
    [InlineData("sum(rate(requests_total[2m]))")]
    [InlineData("avg by (job) (requests_total)")]
    [InlineData("topk(3, rate(requests_total[2m]))")]
    [InlineData("requests_total > 100")]
    public async Task Number_of_threads_does_not_change_a_bit(string query)
    {
        var source = FakeSource.Random(300, 200);
        Same(await Range(query, source, threads: 1), await Range(query, source, threads: 8));
    }

    [Theory]
    [InlineData("timestamp(requests_total @ 600 offset 1m)", "timestamp(requests_total @ 540)")]
    [InlineData("timestamp(requests_total @ 600 offset -1m)", "timestamp(requests_total @ 600)")]
    public async Task Timestamp_of_a_pinned_selector_heeds_both_its_times(string query, string same)
    {
        var source = FakeSource.Random(50, 200);
        var samples = (await Vector(query, source, 1_200_000)).Samples;
        samples.ShouldNotBeEmpty();
        samples.ShouldBe((await Vector(same, source, 1_200_000)).Samples);
    }

    [Theory]
    [InlineData("rate({__name__=~'a|b'}[2m])", true)]
    [InlineData("sum(rate({__name__=~'a|b'}[2m]))", true)]
    [InlineData("sum by (__name__) (increase({i='1'}[2m]))", true)]
    [InlineData("max(timestamp({i='1'}))", true)]
    [InlineData("timestamp({i='1'})", true)]
    [InlineData("quantile(0.5, max_over_time({i='1'}[2m]))", true)]
    [InlineData("sum(max_over_time({i='1'}[2m:30s]))", true)]
    [InlineData("count(last_over_time({i='1'}[2m]))", false)]
    [InlineData("absent_over_time({i='1'}[2m])", false)]
    [InlineData("sum(rate({__name__=~'a|c'}[2m]))", false)]
    [InlineData("sum(rate({__name__='a'}[2m]))", false)]
    [InlineData("sum(rate(a[2m]))", false)]
    [InlineData("sum({i='1'})", false)]
    [InlineData("sum(max_over_time(rate(a[2m])[2m:30s]))", false)]
    public async Task Series_that_are_equal_without_their_names_are_refused(string query, bool refused)
    {
        var source = new FakeSource();
        foreach (var (name, i) in (ReadOnlySpan<(string, string)>)[("a", "1"), ("b", "1"), ("c", "2")])
            source.Add(Labels.Of(("__name__", name), ("i", i)), (540_000, 1), (570_000, 2), (600_000, 3));
        var answer = async () => (await Vector(query, source, 600_000)).Samples.Count;
        if (refused)
            (await answer.ShouldThrowAsync<PromQlException>()).Message.ShouldBe("vector cannot contain metrics with the same labelset");
        else
            (await answer()).ShouldBeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("2000000", "2e+06")]
    [InlineData("1795778487.5", "1.7957784875e+09")]
    [InlineData("-123456", "-123456")]
    [InlineData("1e25", "1e+25")]
    public async Task Number_in_a_warning_is_written_as_Go_does(string quantile, string written)
    {
        var request = new PromQlRequest { Query = $"quantile({quantile}, requests_total)", StartMs = 600_000, EndMs = 600_000 };
        var result = await Engine.ExecuteAsync(request, FakeSource.Random(5, 200), CancellationToken.None);
        result.Warnings.ShouldHaveSingleItem().ShouldStartWith($"PromQL warning: quantile value should be between 0 and 1, got {written} (");
    }

    [Fact]
    public async Task Counter_through_the_fast_way_is_the_same_as_sample_by_sample()
    {
        // A selector with @ is evaluated window by window.
        var source = FakeSource.Random(50, 200);
        for (var time = 300_000L; time < 2_400_000; time += 61_337)
        {
            var fast = await Vector("rate(requests_total[2m])", source, time);
            var slow = await Vector($"rate(requests_total[2m] @ {time / 1000.0:0.000})", source, time);
            fast.Samples.ShouldBe(slow.Samples);
        }
    }

    [Theory]
    [InlineData("topk(3, rate(requests_total[2m]))")]
    [InlineData("topk by (job) (4, requests_total)")]
    [InlineData("bottomk(5, requests_total)")]
    [InlineData("bottomk by (job) (40, requests_total)")]
    public async Task Picks_at_all_steps_are_those_of_each_step_alone(string query)
    {
        var source = FakeSource.Random(100, 200);
        var range = await Range(query, source);
        foreach (var step in range.Series.SelectMany(static series => series.Times).Distinct())
        {
            var alone = await Vector(query, source, step);
            var picked = range.Series.Where(series => series.Times.Contains(step)).Select(series => (series.Labels, Bits(series.Values[Array.IndexOf(series.Times, step)])));
            alone.Samples.Select(static sample => (sample.Labels, Bits(sample.Value))).ShouldBe(picked, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Selector_whose_series_another_one_brings_is_not_fetched()
    {
        const string Some = "sum(rate(requests_total{job=~\"j[1-3]\"}[2m]))";
        const string Few = "sum(rate(requests_total{job=~\"j[1-3]\",id!=\"0001\"}[1m]))";
        const string All = "sum(rate(requests_total[2m]))";
        var source = FakeSource.Random(50, 200);
        var answer = (await Range($"{Few} / {Some} / {All}", source)).Series.ShouldHaveSingleItem();
        source.Selections.ShouldHaveSingleItem().Matchers.ShouldHaveSingleItem();
        var (few, some, all) = ((await Range(Few, source)).Series[0], (await Range(Some, source)).Series[0], (await Range(All, source)).Series[0]);
        answer.Times.Length.ShouldBeGreaterThan(20);
        foreach (var (time, value) in answer.Times.Zip(answer.Values))
            Bits(value).ShouldBe(Bits(At(few, time) / At(some, time) / At(all, time)));

        static double At(MatrixSeries series, long time) => series.Values[Array.IndexOf(series.Times, time)];
    }

    [Fact]
    public async Task Same_selectors_are_fetched_once_with_all_windows()
    {
        var source = FakeSource.Random(1, 100);
        await Range("rate(requests_total[5m]) / rate(requests_total[1m]) + requests_total offset 10m", source);
        var selection = source.Selections.ShouldHaveSingleItem();
        (selection.FromMs, selection.ToMs).ShouldBe((-600_000 - 300_000 + 1, 2_700_000));
    }

    [Fact]
    public async Task Windows_far_apart_are_fetched_apart()
    {
        var source = FakeSource.Random(1, 100);
        await Range("requests_total - requests_total offset 7d", source);
        source.Selections.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Too_many_samples_are_refused()
    {
        var request = Request("rate(requests_total[5m])") with { MaxSamples = 500 };
        var fault = await Should.ThrowAsync<PromQlException>(() => Engine.ExecuteAsync(request, FakeSource.Random(50, 100), CancellationToken.None));
        fault.Message.ShouldBe("query processing would load too many samples into memory in query execution");
        fault.Failure.ShouldBe(PromQlFailure.Execution);
    }

    [Fact]
    public async Task Samples_no_longer_needed_do_not_count()
    {
        var source = FakeSource.Random(50, 200);
        var alone = (await Engine.ExecuteAsync(Request("abs(requests_total)"), source, CancellationToken.None)).Stats.PeakSamples;
        var thrice = (await Engine.ExecuteAsync(Request("sum(abs(requests_total)) + sum(abs(requests_total)) + sum(abs(requests_total))"), source, CancellationToken.None)).Stats.PeakSamples;
        thrice.ShouldBeLessThan(alone + 1000);
    }

    [Fact]
    public async Task Query_that_takes_too_long_ends_as_a_timeout()
    {
        var source = new FakeSource { Before = static ct => Task.Delay(Timeout.Infinite, ct) };
        var request = Request("x") with { Timeout = TimeSpan.FromMilliseconds(20) };
        var fault = await Should.ThrowAsync<PromQlException>(() => Engine.ExecuteAsync(request, source, CancellationToken.None));
        (fault.Failure, fault.Message).ShouldBe((PromQlFailure.Timeout, "query timed out in expression evaluation"));
    }

    [Fact]
    public async Task Query_nobody_waits_for_ends_as_cancelled()
    {
        using var nobody = new CancellationTokenSource();
        var source = new FakeSource { Before = _ => nobody.CancelAsync() };
        var fault = await Should.ThrowAsync<PromQlException>(() => Engine.ExecuteAsync(Request("x + 1"), source, nobody.Token));
        (fault.Failure, fault.Message).ShouldBe((PromQlFailure.Canceled, "query was canceled in expression evaluation"));
    }

    [Fact]
    public async Task Range_query_of_a_range_vector_is_refused()
    {
        var fault = await Should.ThrowAsync<PromQlException>(() => Engine.ExecuteAsync(Request("x[5m]"), new FakeSource(), CancellationToken.None));
        (fault.Failure, fault.Message).ShouldBe((PromQlFailure.Invalid, "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector"));
    }

    [Theory]
    [InlineData("sum_over_time(x[1y:1ms])", 60_000, "query processing would load too many samples into memory in query execution")]
    [InlineData("x", 0, "zero or negative query resolution step widths are not accepted. Try a positive integer")]
    public async Task Grid_that_can_not_be_held_is_refused(string query, long stepMs, string message)
    {
        var source = new FakeSource().Add(Labels.Of(("__name__", "x")), (0, 1));
        (await Should.ThrowAsync<PromQlException>(() => Engine.ExecuteAsync(Request(query) with { StepMs = stepMs }, source, CancellationToken.None))).Message.ShouldBe(message);
    }

    [Fact]
    public async Task Remark_names_line_and_column()
    {
        var source = new FakeSource().Add(Labels.Of(("__name__", "x")), (0, 1), (60_000, 2));
        var result = await Engine.ExecuteAsync(Request("1 +\n rate(x[5m])"), source, CancellationToken.None);
        result.Infos.ShouldBe(["PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"x\" (2:7)"]);
        result.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stats_count_samples_as_Prometheus_does()
    {
        var source = new FakeSource().Add(Labels.Of(("__name__", "x_total")), [.. Enumerable.Range(0, 41).Select(static i => (i * 15_000L, (double)i))]);
        var request = Request("rate(x_total[1m])") with { StartMs = 60_000, EndMs = 180_000, StatsPerStep = true };
        var stats = (await Engine.ExecuteAsync(request, source, CancellationToken.None)).Stats;
        stats.TotalSamplesPerStep.ShouldBe([4, 4, 4]);
        (stats.TotalSamples, stats.SamplesRead, stats.SeriesFetched).ShouldBe((12, 12, 1));
    }

    [Fact]
    public void Explanation_shows_what_is_fused_read_and_evaluated_once()
    {
        var plan = Engine.Explain(Request("sum by (job) (rate(x_total[5m])) / scalar(y @ 10)"));
        (plan.Kind, plan.Detail, plan.Children.Count).ShouldBe(("binary", "/", 2));
        var (sum, scalar) = (plan.Children[0], plan.Children[1]);
        (sum.Detail, sum.Fused, sum.Once).ShouldBe(("sum", true, false));
        var range = sum.Children[0].Children[0];
        (range.Detail, range.Reads?.FromMs).ShouldBe(("{__name__=\"x_total\"}[5m]", -299_999));
        (scalar.Detail, scalar.Once, scalar.Children[0].Kind).ShouldBe(("scalar", true, "selector"));
    }

    [Fact]
    public async Task Text_that_is_no_PromQL_is_a_fault_of_its_own() =>
        await Should.ThrowAsync<PromQlParseException>(() => Engine.ExecuteAsync(Request("sum("), new FakeSource(), CancellationToken.None));

    static PromQlRequest Request(string query) => new() { Query = query, StartMs = 0, EndMs = 2_700_000, StepMs = 60_000 };

    static async Task<MatrixValue> Range(string query, FakeSource source, int threads = 2) =>
        (MatrixValue)(await Engine.ExecuteAsync(Request(query) with { Parallelism = threads }, source, CancellationToken.None)).Value;

    static async Task<VectorValue> Vector(string query, FakeSource source, long time) =>
        (VectorValue)(await Engine.ExecuteAsync(new PromQlRequest { Query = query, StartMs = time, EndMs = time }, source, CancellationToken.None)).Value;

    static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    static void Same(MatrixValue actual, MatrixValue expected)
    {
        actual.Series.Select(static series => series.Labels).ShouldBe(expected.Series.Select(static series => series.Labels));
        actual.Series.Count.ShouldBeGreaterThan(0);
        foreach (var (one, other) in actual.Series.Zip(expected.Series))
        {
            one.Times.ShouldBe(other.Times);
            one.Values.Select(BitConverter.DoubleToInt64Bits).ShouldBe(other.Values.Select(BitConverter.DoubleToInt64Bits));
        }
    }
}

using System.Globalization;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Scripts;

public sealed class ScriptReaderTests
{
    [Fact]
    public void Every_evaluation_of_every_script_is_read()
    {
        ScriptFolder.Names.ShouldNotBeEmpty("the PromQL scripts are missing: set ALMAGEST_SHARED or ALMAGEST_PROMQL_SCRIPTS");
        var evals = ScriptFolder.Names.Select(ScriptFolder.Get).SelectMany(static script => script.Evals).ToList();
        evals.Count.ShouldBe(2214);
        evals.Count(static eval => eval.IsRange).ShouldBe(329);
        evals.Count(static eval => eval.Fails).ShouldBe(35);
    }

    [Theory]
    [InlineData("up 1+2x2 _ -1x1 _x2 stale", "1 3 5 _ -1 -1 _ _ NaN")]
    [InlineData("up{a=\"} {\"} -Inf 1e3-1e1x1 .5", "-Infinity 1000 990 0.5")]
    [InlineData("{}", "")]
    public void Sequence_is_expanded(string text, string values) =>
        string.Join(' ', SeriesDescription.Parse(text).Values.Select(static value => value.Omitted ? "_" : value.Value.ToString(CultureInfo.InvariantCulture))).ShouldBe(values);

    [Fact]
    public void Histogram_is_read_with_all_fields()
    {
        var values = SeriesDescription.Parse("h {{schema:1 sum:-1 count:5 z_bucket:1 z_bucket_w:0.1 offset:-2 buckets:[1 2] n_offset:3 n_buckets:[1] counter_reset_hint:gauge}} {{count:1}}+{{count:2}}x2").Values;
        values.Count.ShouldBe(4);
        values[3].Histogram!.Count.ShouldBe(5);
        values[0].HintGiven.ShouldBeTrue();
        HistogramDescription.Write(values[0].Histogram).ShouldBe(
            "{{schema:1 count:5 sum:-1 z_bucket:1 z_bucket_w:0.1 hint:Gauge custom_values:[] spans:[-2:2] buckets:[1 2] n: spans:[3:1] buckets:[1]}}");
    }

    [Fact]
    public void Start_times_are_relative_to_the_samples() => StartTimes.Parse("up@st _ -30s-1mx2 _x2 5ms").ShouldBe([null, -30_000, -90_000, -150_000, null, null, 5]);

    [Fact]
    public async Task Hints_follow_the_runs_of_a_store()
    {
        var source = new MemorySeriesSource([new ScriptLoad(1000, false, [(SeriesDescription.Parse("h {{count:1}} {{count:2}} {{count:1}} {{count:1 schema:1}} stale {{count:9 schema:1}}"), null)])]);
        var buffer = new SampleBuffer();
        (await source.SelectAsync(new SeriesSelection([], 0, 10_000), CancellationToken.None))[0].Read(buffer);
        buffer.Histograms.ToArray().Select(static histogram => histogram!.CounterResetHint).ShouldBe(
            [CounterResetHint.Unknown, CounterResetHint.NotReset, CounterResetHint.Unknown, CounterResetHint.Unknown, CounterResetHint.NotReset, CounterResetHint.Unknown]);
    }
}

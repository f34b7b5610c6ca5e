using System.Buffers;
using System.Text;
using System.Text.Json;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Apis.Prometheus;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.Reading;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Server.Apis.Prometheus;

/// <summary>Answers of repeated range queries: which steps are kept, and that they are what an evaluation gives, warnings and infos included.</summary>
public sealed class RangeRunnerTests : IDisposable
{
    const long Minute = 60_000;
    const long Start = 1_750_000_020_000;

    readonly FixedTime _time = new(Start + (60 * Minute));
    readonly MetricVault _vault = new(null!, new ChunkCache(new MetricOptions()));
    readonly BatchPool _pool = new();
    readonly QueryRunner _queries;
    readonly RangeRunner _ranges;

    public RangeRunnerTests()
    {
        _queries = new QueryRunner(_vault, new PromQlEngine(TimeProvider.System), TimeProvider.System);
        _ranges = new RangeRunner(_queries, new ResultCache(_time), _vault);
        for (var i = 0; i < 60; i++)
        {
            // The lower bucket is above the higher one now and then: such steps get an info.
            Add("1", Start + (i * Minute), i is > 4 and < 9 or > 30 and < 34 ? 1000 + i : i);
            Add("+Inf", Start + (i * Minute), 2 * i);
        }
    }

    public void Dispose() => _queries.Dispose();

    [Theory]
    [InlineData("histogram_quantile(0.9, h)")]
    [InlineData("histogram_quantile(0.9, h) /  histogram_quantile(0.5, h offset 20m)")]
    [InlineData("max_over_time(histogram_quantile(0.9, h)[7m:2m])")]
    [InlineData("rate(h[3m])")]
    [InlineData("quantile(7, h)")]
    [InlineData("sort(h)")]
    [InlineData("sum(h)")]
    public async Task Moving_window_is_answered_as_if_it_were_evaluated(string query)
    {
        for (var from = 0; from < 40; from++)
        {
            var request = Request(query, from, from + 12);
            var (kept, fresh) = (await _ranges.RunAsync("t", request, CancellationToken.None), await _queries.RunAsync("t", request, CancellationToken.None));
            Describe(kept).ShouldBe(Describe(fresh), $"{query} from step {from}");
        }
    }

    [Theory]
    [InlineData("histogram_quantile(0.9, h)", true)]
    [InlineData("quantile(7, h)", true)]
    [InlineData("sum(h)", true)]
    [InlineData("quantile(scalar(h{le=\"1\"}), h)", false)]
    [InlineData("sum(h @ end())", false)]
    [InlineData("vector(end())", false)]
    [InlineData("max_over_time(sum(h)[30s:10s])", false)]
    public async Task Known_steps_are_not_evaluated_again(string query, bool isKept)
    {
        var before = Describe(await _ranges.RunAsync("t", Request(query, 0, 20), CancellationToken.None));
        // Unnoticed by those who watch for late samples.
        Add("1", Start + (7 * Minute) - 1, 5000);
        Add("1", Start + (7 * Minute) + 20_000, 6000);
        Add("+Inf", Start + (20 * Minute) - 1, 7000);
        var again = Describe(await _ranges.RunAsync("t", Request(query, 0, 20), CancellationToken.None));
        if (isKept)
            again.ShouldBe(before);
        else
            again.ShouldBe(Describe(await _queries.RunAsync("t", Request(query, 0, 20), CancellationToken.None)));
    }

    [Fact]
    public async Task Who_looks_at_a_longer_time_has_it_kept_while_others_go_on()
    {
        const string Query = "sum(max_over_time(h[1m]))";
        foreach (var (from, to) in ((int, int)[])[(0, 30), (20, 31), (21, 32), (22, 33)])
            await _ranges.RunAsync("t", Request(Query, from, to), CancellationToken.None);
        var before = Describe(await _queries.RunAsync("t", Request(Query, 2, 33), CancellationToken.None));
        Add("1", Start + (7 * Minute) - 1, 5000);
        Describe(await _queries.RunAsync("t", Request(Query, 2, 33), CancellationToken.None)).ShouldNotBe(before);
        var kept = await _ranges.RunAsync("t", Request(Query, 2, 33), CancellationToken.None);
        Describe(kept).ShouldBe(before);
        kept.IsKnown.ShouldBeTrue();
    }

    [Fact]
    public async Task Known_answers_are_kept_no_longer_than_the_longest_and_a_quarter_more()
    {
        for (var from = 0; from < 40; from++)
            await _ranges.RunAsync("t", Request("sum(h)", from, from + 8), CancellationToken.None);
        (await _ranges.RunAsync("t", Request("sum(h)", 37, 45), CancellationToken.None)).IsKnown.ShouldBeTrue();
        (await _ranges.RunAsync("t", Request("sum(h)", 36, 44), CancellationToken.None)).IsKnown.ShouldBeFalse();
    }

    [Fact]
    public async Task Late_samples_make_answers_forgotten()
    {
        var request = Request("sum(h)", 0, 20);
        await _ranges.RunAsync("t", request, CancellationToken.None);
        Add("2", Start + (3 * Minute), 5000, TimeProvider.System);
        Describe(await _ranges.RunAsync("t", request, CancellationToken.None)).ShouldContain("5");
        Describe(await _ranges.RunAsync("t", request, CancellationToken.None)).ShouldBe(Describe(await _queries.RunAsync("t", request, CancellationToken.None)));
    }

    static PromQlRequest Request(string query, int from, int to) =>
        new() { Query = query, Expr = PromQlParser.Parse(query), StartMs = Start + (from * Minute), EndMs = Start + (to * Minute), StepMs = Minute };

    static string Describe(QueryResult result) => string.Join('\n',
    [
        .. result.Value.ShouldBeOfType<MatrixValue>().Series.Select(static s => $"{string.Join(',', s.Labels)} {string.Join(' ', s.Times.Zip(s.Values))}"),
        Json(result.Value), .. result.Warnings, .. result.Infos,
    ]);

    static string Json(QueryValue value)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
            QueryValueJson.Write(writer, value, null, null);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    // Without a clock of their own the samples are taken to be new whatever their time.
    void Add(string bound, long timeMs, double value, TimeProvider? clock = null)
    {
        var batch = _pool.Rent(Signal.Metrics);
        var id = SeriesIdentity.Compute("h", [new("le", bound)]);
        Register(batch.Series, id, bound);
        var rows = batch.Samples;
        rows.Tenant.Append("t");
        rows.Metric.Append("h");
        rows.Series.Append(id);
        rows.Time.Append(timeMs);
        rows.Value.Append(value);
        rows.Nanos.Append(0);
        rows.StartTime.Append(0);
        rows.Delta.Append(0);
        rows.RetentionDays.Append(30);
        new HeadFeed(_vault, clock ?? new FixedTime(Start)).Stored(batch);
    }

    static void Register(SeriesBlock rows, ulong id, string bound)
    {
        rows.Tenant.Append("t");
        rows.Metric.Append("h");
        rows.Series.Append(id);
        rows.Labels.Keys.Append("le");
        rows.Labels.Values.Append(bound);
        rows.Labels.EndRow();
        rows.Type.Append("unknown");
        rows.Unit.Append("");
        rows.Help.Append("");
        rows.Source.Append("test");
        rows.OriginalName.Append("h");
        rows.Temporality.Append("");
        rows.Monotonic.Append(false);
        rows.ValueType.Append("double");
        rows.ResourceId.Append(0);
        rows.ScopeId.Append(0);
        rows.Metadata.EndRow();
        rows.Seen.Append(1);
    }

    sealed class FixedTime(long unixMs) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
    }
}

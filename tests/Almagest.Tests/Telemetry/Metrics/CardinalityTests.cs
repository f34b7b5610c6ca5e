using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Cardinality;
using Almagest.Telemetry.Metrics.Index;

namespace Almagest.Tests.Telemetry.Metrics;

public sealed class CardinalityTests
{
    const long Hour = 3_600_000;
    const long Now = 1000 * Hour + 60_000;

    readonly SeriesIndex _index = new();

    public CardinalityTests()
    {
        for (var i = 0; i < 10; i++)
            Add((ulong)i, Now - i * Hour, "requests", ("pod", $"p{i}"), ("job", "api"));
        for (var i = 0; i < 3; i++)
            Add(100 + (ulong)i, Now, "up", ("job", $"j{i}"));
    }

    [Fact]
    public void Metrics_labels_and_values_come_largest_first()
    {
        var report = CardinalityExplorer.Explore(_index, Question());
        (report.Series, report.Active).ShouldBe((13, 4));
        report.Metrics.ShouldBe([new("requests", 10, 1, 5), new("up", 3, 3, 3)]);
        report.Labels.Select(static l => (l.Name, l.Values, l.Series)).ShouldBe([("pod", 10, 10), ("job", 4, 13), ("__name__", 2, 13)]);
        report.Labels[1].Top[0].ShouldBe(new("api", 10));
    }

    [Fact]
    public void Created_series_are_counted_by_the_hour_of_their_first_sample()
    {
        var churn = CardinalityExplorer.Explore(_index, Question()).Churn;
        churn.ShouldBe([new(996 * Hour, 1), new(997 * Hour, 1), new(998 * Hour, 1), new(999 * Hour, 1), new(1000 * Hour, 4)]);
    }

    [Fact]
    public void Selector_narrows_everything_down()
    {
        var report = CardinalityExplorer.Explore(_index, Question(new LabelMatcher(MatchKind.Equal, "__name__", "up")));
        (report.Series, report.Metrics.Count, report.Churn[^1].Count).ShouldBe((3, 1, 3));
        report.Labels.Select(static l => (l.Name, l.Values)).ShouldBe([("job", 3), ("__name__", 1)]);
    }

    [Fact]
    public void A_series_without_samples_is_none()
    {
        _index.GetOrAdd(200, static () => Labels.From([new(Labels.MetricName, "latency"), new("job", "api")]));
        CardinalityExplorer.Explore(_index, Question()).Metrics.Select(static m => m.Name).ShouldBe(["requests", "up"]);
        CardinalityExplorer.Explore(_index, Question(new LabelMatcher(MatchKind.Equal, "job", "api"))).Metrics.Select(static m => m.Name).ShouldBe(["requests"]);
    }

    [Fact]
    public void Statistics_of_the_index_are_those_of_prometheus()
    {
        var statistics = IndexStatistics.Of(_index, 2);
        statistics.LabelPairs.ShouldBe(16);
        statistics.Pairs.ShouldBe([new("job=api", 10), new("__name__=requests", 10)], ignoreOrder: true);
        statistics.Labels[0].ShouldBe(new("pod", 10));
        statistics.LabelBytes[0].Name.ShouldBe("__name__");
    }

    static CardinalityQuestion Question(params LabelMatcher[] matchers) => new(matchers, 10, 5, 300_000, Now);

    void Add(ulong id, long timeMs, string metric, params (string Name, string Value)[] labels) => _index
        .GetOrAdd(id, () => Labels.From([new(Labels.MetricName, metric), .. labels.Select(static l => new Label(l.Name, l.Value))])).Append(timeMs, 1.0);
}

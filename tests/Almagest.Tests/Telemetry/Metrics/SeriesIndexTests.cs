using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Index;

namespace Almagest.Tests.Telemetry.Metrics;

public sealed class SeriesIndexTests
{
    readonly SeriesIndex _index = new();
    readonly List<Labels> _all = [];

    public SeriesIndexTests()
    {
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var labels = new List<Label> { new("__name__", $"m{random.Next(7)}"), new("instance", $"host-{random.Next(50)}:9100") };
            if (random.Next(2) == 0)
                labels.Add(new Label("job", random.Next(3) switch { 0 => "api", 1 => "db", _ => "web" }));
            labels.Add(new Label("id", $"{i}"));
            _all.Add(Labels.From(labels));
            var at = i;
            _index.GetOrAdd((ulong)i, () => _all[at]).Lives(at, at);
        }
    }

    public static TheoryData<string, LabelMatcher[]> Cases => new()
    {
        { "name", [new(MatchKind.Equal, "__name__", "m1")] },
        { "no such name", [new(MatchKind.Equal, "__name__", "none")] },
        { "no such label", [new(MatchKind.Equal, "none", "x")] },
        { "name and job", [new(MatchKind.Equal, "__name__", "m1"), new(MatchKind.Equal, "job", "api")] },
        { "absent job", [new(MatchKind.Equal, "__name__", "m1"), new(MatchKind.Equal, "job", "")] },
        { "present job", [new(MatchKind.Equal, "__name__", "m1"), new(MatchKind.NotEqual, "job", "")] },
        { "other job or none", [new(MatchKind.Equal, "__name__", "m1"), new(MatchKind.NotEqual, "job", "api")] },
        { "few values", [new(MatchKind.Regex, "job", "api|db|api")] },
        { "few values or none", [new(MatchKind.Regex, "__name__", "m1"), new(MatchKind.Regex, "job", "api|")] },
        { "pattern", [new(MatchKind.Regex, "instance", "host-1.:.*")] },
        { "pattern matches the whole value", [new(MatchKind.Regex, "instance", "host-1")] },
        { "pattern that nothing also satisfies", [new(MatchKind.Equal, "__name__", "m2"), new(MatchKind.Regex, "job", ".*")] },
        { "not the pattern", [new(MatchKind.Equal, "__name__", "m2"), new(MatchKind.NotRegex, "job", "a.*|d.*")] },
        { "something", [new(MatchKind.Regex, "job", ".+")] },
        { "only negative", [new(MatchKind.NotEqual, "job", "api")] },
        { "nothing asked", [] },
        { "one of many", [new(MatchKind.Equal, "id", "77"), new(MatchKind.Regex, "__name__", "m.")] },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Select_finds_what_a_look_at_every_series_finds(string name, LabelMatcher[] matchers) =>
        Select(matchers, 0, 5000).ShouldBe(_all.Where(labels => matchers.All(m => m.Matches(labels[m.Name]))), ignoreOrder: true, name);

    [Theory, MemberData(nameof(Cases))]
    public void Sorted_selection_is_the_same_in_order_of_labels_also_after_series_were_added(string name, LabelMatcher[] matchers)
    {
        CheckSorted();
        CheckSorted();
        var added = Labels.Of(("__name__", "m1"), ("id", "77"), ("instance", "host-10:1"), ("job", "api"));
        _all.Add(added);
        _index.GetOrAdd(1_000_000, () => added).Lives(10, 10);
        CheckSorted();

        void CheckSorted() => _index.SelectSorted(matchers, 0, 5000).Select(static s => s.Labels)
            .ShouldBe(_all.Where(labels => matchers.All(m => m.Matches(labels[m.Name]))).Order(Comparer<Labels>.Create(static (a, b) => a.CompareTo(b))), name);
    }

    [Fact]
    public void Select_leaves_out_series_that_live_at_other_times() => Select([], 100, 199).Count().ShouldBe(100);

    [Fact]
    public void Equal_texts_are_one_instance()
    {
        var (first, second) = (_index.Series[0].Labels, _index.Series[1].Labels);
        ReferenceEquals(first[0].Name, second[0].Name).ShouldBeTrue();
    }

    IEnumerable<Labels> Select(LabelMatcher[] matchers, long from, long to) => _index.Select(matchers, from, to).Select(static s => s.Labels);
}

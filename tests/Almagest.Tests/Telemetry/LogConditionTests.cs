using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Logs;

namespace Almagest.Tests.Telemetry;

public sealed class LogConditionTests
{
    const long Hour = 3_600_000_000_000;

    [Theory]
    [InlineData("{a=\"b\"} | json | trace=\"x-1\" | level=\"error\", n=1 | line_format \"x\" | late=\"no\"", "trace=x-1 level=error")]
    [InlineData("{a=\"b\"} | logfmt | x=\"1\" or y=\"2\" | z!=\"3\" | q=\"\" | w=\"a/b\" | __error__=\"e\" | v=\"ok\"", "v=ok")]
    [InlineData("{a=\"b\"} | regexp \"(?P<x>.)\" | x=\"1\"", "")]
    public void Fields_that_must_be_there_are_found(string query, string needs) =>
        string.Join(" ", FieldNeeds.Of(LogQlParser.ParseLogSelector(query).Stages).Select(static n => $"{n.Label}={n.Value}")).ShouldBe(needs);

    [Fact]
    public void Range_is_cut_into_pieces_that_cover_it_once()
    {
        (long, long)[] hours = [(0, 10), (Hour, 1_000_000), (2 * Hour, 10), (5 * Hour, 300_000), (6 * Hour, 200_000)];
        foreach (var direction in new[] { LogDirection.Forward, LogDirection.Backward })
            foreach (int? limit in new int?[] { null, 100 })
            {
                var selection = new LogSelection(Array.Empty<LabelMatcher>(), [], 7, (7 * Hour) - 5, direction, limit);
                var slices = LogSlices.Cut(selection, hours).ToList();
                var ordered = slices.OrderBy(static s => s.FromNano).ToList();
                ordered.ShouldBe(direction == LogDirection.Forward ? slices : Enumerable.Reverse(slices));
                foreach (var (hour, _) in hours)
                    for (var at = Math.Max(hour, 7); at < Math.Min(hour + Hour, (7 * Hour) - 5); at += Hour / 7)
                        slices.Count(s => s.FromNano <= at && at < s.ToNano).ShouldBe(1);
            }
    }

    [Theory]
    [InlineData(LogDirection.Forward)]
    [InlineData(LogDirection.Backward)]
    public void Pieces_grow_inside_of_an_hour(LogDirection direction)
    {
        var slices = LogSlices.Cut(new LogSelection(Array.Empty<LabelMatcher>(), [], 0, 3 * Hour, direction, 100), [(0, 4_000_000), (Hour, 4_000_000), (2 * Hour, 4_000_000)]).ToList();
        slices.Count.ShouldBe(4);
        slices.Sum(static s => s.ToNano - s.FromNano).ShouldBe(3 * Hour);
        (slices[0].ToNano - slices[0].FromNano).ShouldBe(Hour / 40);
        slices.Select(static s => s.ToNano - s.FromNano).ShouldBeInOrder();
    }

    [Fact]
    public void Pieces_grow_faster_while_nothing_is_found()
    {
        var slices = LogSlices.Cut(
            new LogSelection(Array.Empty<LabelMatcher>(), [], 0, 10 * Hour, LogDirection.Forward, 100), [.. Enumerable.Range(0, 10).Select(static h => (h * Hour, 4_000_000L))], found: static () => 0).ToList();
        slices.Count.ShouldBe(3);
        (slices[2].FromNano, slices[2].ToNano).ShouldBe((Hour, 10 * Hour));
    }

    [Fact]
    public void Pieces_without_a_limit_grow_while_few_lines_are_found()
    {
        var all = new LogSelection(Array.Empty<LabelMatcher>(), [], 0, 4 * Hour, LogDirection.Forward, null);
        (long, long)[] hours = [(0, 3_000_000), (Hour, 3_000_000), (2 * Hour, 3_000_000), (3 * Hour, 3_000_000)];
        LogSlices.Cut(all, hours).Count().ShouldBe(32);
        var pieces = LogSlices.Cut(all, hours, found: static () => 0).ToList();
        pieces.Count.ShouldBe(3);
        pieces.Sum(static s => s.ToNano - s.FromNano).ShouldBe(4 * Hour);
    }

    [Theory]
    [InlineData(100, 10, 1_350_000)]
    [InlineData(100, 90, 200_000)]
    [InlineData(100, 1, 6_400_000)]
    [InlineData(null, 400_000, 400_000)]
    [InlineData(null, 20_000, 3_000_000)]
    public void A_piece_is_as_large_as_should_do_by_what_those_before_gave(int? limit, int found, long lines)
    {
        var selection = new LogSelection(Array.Empty<LabelMatcher>(), [], 0, Hour, LogDirection.Forward, limit);
        LogSlices.Cut(selection, [(0, 100_000_000)], found: () => found).ElementAt(1).Lines.ShouldBe(lines);
    }

    [Theory]
    [InlineData("http.status_code", "http_status_code")]
    [InlineData("a..b", "a_b")]
    [InlineData("9lives", "key_9lives")]
    [InlineData("__x.y__", "__x_y__")]
    public void Names_become_labels(string name, string label) => LabelNamer.Of(name).ShouldBe(label);
}

using Almagest.Model;
using Almagest.Query.LogQL.Engine;

namespace Almagest.Tests.Query.LogQL;

public sealed class AlignedStepTests
{
    const long Second = 1_000_000_000;

    [Theory]
    [InlineData(13, 47, 20, "0 1|20 1|40 2|60 2")]
    [InlineData(20, 40, 20, "20 1|40 2")]
    [InlineData(30, 30, 20, "20 1|40 2")]
    public async Task Evaluations_are_at_multiples_of_the_step_as_Lokis_frontend_has_it(long from, long to, long step, string expected)
    {
        var lines = new InMemoryLogs([Line(0), Line(10), Line(25), Line(35), Line(45), Line(59)]);
        var request = new LogQlRequest("sum(count_over_time({app=\"a\"}[20s]))", from * Second, to * Second, step * Second) { AlignToStep = true };
        var series = ((MatrixResult)await new LogQlEngine(lines, new LogQlLimits()).RunAsync(request, default)).Series.ShouldHaveSingleItem();
        string.Join('|', series.Points.Select(static p => $"{p.TimeMs / 1000} {p.Value}")).ShouldBe(expected);
    }

    static LogLine Line(long second) => new(second * Second, "x", Labels.From([new Label("app", "a")]), Labels.Empty);
}

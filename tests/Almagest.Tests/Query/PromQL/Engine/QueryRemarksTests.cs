using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Apis.Prometheus;
using Almagest.Tests.Query.PromQL.Scripts;
using ValueType = Almagest.Query.PromQL.Syntax.ValueType;

namespace Almagest.Tests.Query.PromQL.Engine;

/// <summary>Remarks of a part of the steps, and of two answers one after the other, are those of a query over these steps.</summary>
public sealed class QueryRemarksTests
{
    const long Minute = 60_000;

    static readonly PromQlEngine Engine = new(TimeProvider.System);

    public static TheoryData<string> Scripts => [.. ScriptFolder.Names];

    [Theory, MemberData(nameof(Scripts))]
    public async Task Queries_of_the_scripts_make_the_same_remarks_in_parts(string script)
    {
        var seen = new HashSet<string>();
        foreach (var eval in ScriptFolder.Get(script).Evals.Where(eval => !eval.Fails && seen.Add($"{eval.Query} {eval.Loads.Count} {eval.EvalMs / Minute}")))
        {
            // Odd steps beside the samples, so that windows of subqueries lie askew.
            var request = new PromQlRequest { Query = eval.Query, StartMs = eval.EvalMs - (6 * Minute), EndMs = eval.EvalMs + (7 * Minute), StepMs = 61_337 };
            if (PromQlParser.Parse(eval.Query).Type is ValueType.Matrix or ValueType.String || !StepDependence.IsOnTimeOnly(PromQlParser.Parse(eval.Query), request))
                continue;
            await CheckAsync(request, new MemorySeriesSource(eval.Loads), mayFail: true);
        }
    }

    [Theory]
    [InlineData("histogram_quantile(0.9, b)", "info")]
    [InlineData("histogram_quantile(0.9, b) + histogram_quantile(0.5, b offset 3m)", "info")]
    [InlineData("max_over_time(histogram_quantile(0.9, b)[5m:1m])", "info")]
    [InlineData("max_over_time(max_over_time(histogram_quantile(0.9, b)[5m:30s])[10m:2m] offset 1m)", "info")]
    [InlineData("rate(g[2m]) + rate(h[2m] offset 4m)", "info")]
    [InlineData("quantile(2, g)", "warning")]
    [InlineData("quantile_over_time(-1, g[3m])", "warning")]
    [InlineData("sort(g)", "warning")]
    [InlineData("histogram_quantile(0.9, g)", "warning")]
    [InlineData("limit_ratio(2, g)", "warning")]
    public async Task Remarks_come_and_go_with_their_steps(string query, string kind)
    {
        var source = new MemorySeriesSource([new ScriptLoad(Minute, false,
        [
            (SeriesDescription.Parse("b{le=\"1\"} 1x5 9x4 1x9 _x4 7x3 _x9"), null), (SeriesDescription.Parse("b{le=\"2\"} 5x30"), null), (SeriesDescription.Parse("b{le=\"+Inf\"} 6x30"), null),
            (SeriesDescription.Parse("g 1x5 _x9 1x5"), null), (SeriesDescription.Parse("h _x9 1x4"), null),
        ])]);
        var found = await CheckAsync(new PromQlRequest { Query = query, StartMs = -2 * Minute, EndMs = 30 * Minute, StepMs = Minute }, source);
        found.Remarks.Render(query, kind == "warning").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Remarks_on_a_parameter_that_changes_can_not_be_cut()
    {
        var source = FakeSource.Random(3, 100);
        var request = new PromQlRequest { Query = "quantile(scalar(max(requests_total)), requests_total)", StartMs = 0, EndMs = 20 * Minute, StepMs = Minute };
        var result = await Engine.ExecuteAsync(request, source, CancellationToken.None);
        result.Warnings.ShouldNotBeEmpty();
        result.Remarks.CanBeCut.ShouldBeFalse();
    }

    static async Task<QueryResult> CheckAsync(PromQlRequest request, ISeriesSource source, bool mayFail = false)
    {
        QueryResult whole;
        try
        {
            whole = await Engine.ExecuteAsync(request, source, CancellationToken.None);
        }
        catch (PromQlException) when (mayFail)
        {
            return new QueryResult(new MatrixValue([]), [], [], new QueryStats());
        }

        if (whole.Warnings.Count + whole.Infos.Count == 0 || !whole.Remarks.CanBeCut)
            return whole;
        var last = (request.EndMs - request.StartMs) / request.StepMs;
        for (var from = 0; from <= last - 2; from += 1 + (from % 3))
        {
            var middle = from + ((last - from) / 2);
            var until = Math.Min(last, middle + 3);
            var part = request with { StartMs = request.StartMs + (from * request.StepMs), EndMs = request.StartMs + (until * request.StepMs) };
            var fresh = await Engine.ExecuteAsync(part, source, CancellationToken.None);
            Same(whole.Remarks.Within(part.StartMs, part.EndMs), fresh, part);
            var tail = await Engine.ExecuteAsync(part with { StartMs = request.StartMs + ((middle + 1) * request.StepMs) }, source, CancellationToken.None);
            if (middle > from && whole.Remarks.Within(part.StartMs, request.StartMs + (middle * request.StepMs)).FollowedBy(tail.Remarks) is { } joined)
                Same(joined, fresh, part);
        }

        return whole;
    }

    static void Same(QueryRemarks remarks, QueryResult fresh, PromQlRequest request)
    {
        var about = $"{request.Query} from {request.StartMs} to {request.EndMs}";
        remarks.Render(request.Query, warnings: true).ShouldBe(fresh.Warnings, about);
        remarks.Render(request.Query, warnings: false).ShouldBe(fresh.Infos, about);
    }
}

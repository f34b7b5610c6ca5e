using Almagest.Model;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Apis.Prometheus.Rehearsal;
using Almagest.Telemetry.Metrics;
using Microsoft.AspNetCore.WebUtilities;

namespace Almagest.Tests.Server.Apis.Prometheus;

public sealed class RehearsalQuestionsTests
{
    const long NewestMs = 1_750_000_000_000;

    readonly MetricVault _vault = new(null!, null!);

    [Fact]
    public void Nothing_is_asked_where_there_are_no_metrics() => RehearsalQuestions.Of(_vault.Catalog("t")).ShouldBeEmpty();

    [Fact]
    public void A_small_metric_is_asked_about_up_to_its_newest_sample()
    {
        for (var i = 0; i < 200; i++)
            Add("large", $"i{i}");
        Add("small", "a \"quoted\" \\ one");
        Add("small", "another");
        var questions = RehearsalQuestions.Of(_vault.Catalog("t"));
        questions.ShouldNotBeEmpty();
        foreach (var (path, query) in questions)
        {
            var parameters = QueryHelpers.ParseQuery(query);
            _ = PromQlParser.Parse(parameters["query"].ToString());
            parameters["query"].ToString().ShouldContain("\"small\"");
            parameters[path.EndsWith("range", StringComparison.Ordinal) ? "end" : "time"].ToString().ShouldBe("1750000000");
        }
    }

    [Fact]
    public void The_way_from_the_store_is_asked_for_as_well()
    {
        Add("small", "one");
        Add("small", "another");
        RehearsalQuestions.Of(_vault.Catalog("t")).Count(static q => QueryHelpers.ParseQuery(q.Query).TryGetValue("nocache", out var how) && how == "2").ShouldBeGreaterThanOrEqualTo(2);
    }

    void Add(string metric, string instance)
    {
        var index = _vault.Tenant("t").Index;
        index.GetOrAdd((ulong)index.Count, () => Labels.From([new Label(Labels.MetricName, metric), new Label("instance", instance)])).Append(NewestMs, 1);
    }
}

using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

/// <summary>What the page of a trace and the editor of queries ask for.</summary>
[Collection(TraceCollection.Name)]
public sealed class TracePageApiTests(TraceFixture fixture)
{
    [Theory]
    [InlineData(TraceFixture.Goal)]
    [InlineData(TraceFixture.Recommend)]
    [InlineData(TraceFixture.Order)]
    public async Task Columns_say_the_same_as_spans(string id)
    {
        var whole = await fixture.JsonAsync($"/api/vault/traces/{id}");
        var columns = await fixture.JsonAsync($"/api/vault/traces/{id}/columns");
        var spans = whole["spans"]!.AsArray();
        ((int)columns["count"]!).ShouldBe(spans.Count);
        var starts = new long[spans.Count];
        for (var i = 0; i < spans.Count; i++)
        {
            var span = spans[i]!;
            var parent = (int)span["parent"]!;
            ((string)columns["ids"]!).Substring(i * 16, 16).ShouldBe((string)span["spanId"]!);
            ((int)columns["parents"]![i]!).ShouldBe(parent < 0 ? 0 : i - parent);
            ((string)columns["services"]![(int)columns["service"]![i]!]!["service"]!).ShouldBe((string)span["service"]!);
            ((string)columns["names"]![(int)columns["name"]![i]!]!).ShouldBe((string)span["name"]!);
            ((string)columns["categories"]![(int)columns["category"]![i]!]!).ShouldBe((string?)span["category"] ?? "");
            starts[i] = (long)columns["starts"]![i]! + (parent < 0 ? 0 : starts[parent]);
            starts[i].ShouldBe((long)span["offsetNano"]!);
            ((long)columns["durations"]![i]! - (long)columns["inChildren"]![i]!).ShouldBe((long)span["selfNano"]!);
            columns["details"]!["spans"]![i]!["attributes"]!.ToJsonString().ShouldBe(span["attributes"]!.ToJsonString());
        }

        columns["bottleneck"]!.ToJsonString().ShouldBe(whole["bottleneck"]!.ToJsonString());
        columns["events"]!["spans"]!.AsArray().Count.ShouldBe(spans.Sum(static s => s!["events"]!.AsArray().Count));
    }

    [Fact]
    public async Task Span_is_read_alone()
    {
        var span = await SpanAsync("llm.generate_smart_goal");
        var answer = await fixture.JsonAsync($"/api/vault/traces/{TraceFixture.Goal}/spans/{(string)span["spanId"]!}");
        var detail = answer["spans"]!.AsArray().Single()!;
        detail["attributes"]!.ToJsonString().ShouldBe(span["attributes"]!.ToJsonString());
        answer["resources"]![0]!.AsArray().Select(static a => (string)a!["value"]!).ShouldContain("goals");
    }

    [Theory]
    [InlineData("LLM.MODEL=gpt")]
    [InlineData("smart_goal")]
    public async Task Spans_are_found_by_text_in_any_case(string text)
    {
        var found = (await fixture.JsonAsync($"/api/vault/traces/{TraceFixture.Goal}/find?text={Uri.EscapeDataString(text)}"))["spanIds"]!.AsArray();
        found.Select(static id => (string)id!).ShouldBe([(string)(await SpanAsync("llm.generate_smart_goal"))["spanId"]!]);
    }

    [Fact]
    public async Task Text_nobody_holds_finds_nothing() =>
        (await fixture.JsonAsync($"/api/vault/traces/{TraceFixture.Goal}/find?text=100%25_nobody"))["spanIds"]!.AsArray().ShouldBeEmpty();

    [Fact]
    public async Task Query_is_checked_without_being_run()
    {
        (await fixture.JsonAsync("/api/vault/traces/check?q=" + Uri.EscapeDataString("{ status = error } >> { duration > 1s }")))["error"].ShouldBeNull();
        var fault = await fixture.JsonAsync("/api/vault/traces/check?q=" + Uri.EscapeDataString("{ name = 1 }"));
        ((string)fault["error"]!, (int)fault["line"]!, (int)fault["column"]!).ShouldBe(("operator = does not go with a text and a number", 1, 8));
    }

    async Task<JsonNode> SpanAsync(string name) =>
        (await fixture.JsonAsync($"/api/vault/traces/{TraceFixture.Goal}"))["spans"]!.AsArray().Single(s => (string)s!["name"]! == name)!;
}

using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

/// <summary>Names and values of tags, all and of the spans a filter finds.</summary>
[Collection(TraceCollection.Name)]
public sealed class TempoTagTests(TraceFixture fixture)
{
    [Fact]
    public async Task Names_are_listed_by_scope()
    {
        var scopes = (await fixture.JsonAsync("/tempo/api/v2/search/tags"))["scopes"]!.AsArray();
        scopes.Select(static s => (string)s!["name"]!).ShouldBe(["resource", "span", "event", "link", "instrumentation", "intrinsic"]);
        Tags(scopes[0]!).ShouldBe("host.cpus service.name service.version");
        Tags(scopes[1]!).ShouldContain("llm.model");
        Tags(scopes[2]!).ShouldBe("exception.message exception.type");
        Tags(scopes[3]!).ShouldBe("reason");
        Tags(scopes[4]!).ShouldBe("team");
        Tags(scopes[5]!).ShouldContain("instrumentation:version kind link:spanID");
    }

    [Theory]
    [InlineData("scope=span&q={ resource.service.name = `warehouse` }", "lanes messaging.destination.name messaging.system")]
    [InlineData("scope=span&q={ resource.service.name = `warehouse` && .x = }", "lanes messaging.destination.name messaging.system")]
    [InlineData("scope=span&q={ .messaging.system = `kafka` }&limit=1", "lanes")]
    [InlineData("scope=instrumentation&q={ resource.service.name = `goals` }", "")]
    [InlineData("scope=instrumentation&q={ span.lanes = `north` }", "team")]
    [InlineData("scope=event&q={ status = error }", "exception.message exception.type")]
    [InlineData("scope=link&limit=5", "reason")]
    [InlineData("scope=span&start=1&end=2", "")]
    public async Task Names_are_of_the_spans_a_filter_finds(string query, string expected)
    {
        var scopes = (await fixture.JsonAsync("/tempo/api/v2/search/tags?" + query))["scopes"]!.AsArray();
        (scopes.Count == 0 ? "" : Tags(scopes.ShouldHaveSingleItem()!)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "exception.message exception.type")]
    [InlineData("?scope=resource", "host.cpus service.name service.version")]
    public async Task Names_come_as_one_list(string query, string part) =>
        string.Join(' ', (await fixture.JsonAsync("/tempo/api/search/tags" + query))["tagNames"]!.AsArray().Select(static t => (string)t!)).ShouldContain(part);

    [Theory]
    [InlineData("span.llm.model/values", "string gpt-4o")]
    [InlineData("resource.host.cpus/values", "int 4")]
    [InlineData(".llm.tokens/values", "int 523")]
    [InlineData("status/values", "keyword ok|keyword error|keyword unset")]
    [InlineData("rootServiceName/values", "string goals|string recommender|string shop|string warehouse")]
    [InlineData("event.exception.type/values", "string CardDeclined")]
    [InlineData("event:name/values", "string exception")]
    [InlineData("link.reason/values", "string order")]
    [InlineData("instrumentation.team/values", "string logistics")]
    [InlineData("instrumentation:name/values", "string test")]
    [InlineData("span.lanes/values", "string north|string south")]
    [InlineData("duration/values", "")]
    [InlineData("name/values?q={ resource.service.name = `shop` }", "string POST /orders|string charge|string publish_order")]
    [InlineData("name/values?q={ resource.service.name = `shop` %26%26 status = ", "string POST /orders|string charge|string publish_order")]
    [InlineData("name/values?q={ resource.service.name = `shop` }&limit=1", "string POST /orders")]
    [InlineData("resource.service.name/values?q={ status = error }", "string shop")]
    [InlineData("resource.service.name/values?q={ status = }", "string goals|string ml-engine|string recommender|string shop|string warehouse")]
    [InlineData("span.messaging.system/values?start=1&end=2", "")]
    public async Task Values_have_types(string tag, string expected) =>
        string.Join('|', (await fixture.JsonAsync("/tempo/api/v2/search/tag/" + tag))["tagValues"]!.AsArray().Select(static v => $"{v!["type"]} {v["value"]}")).ShouldBe(expected);

    [Theory]
    [InlineData("service.name", "goals ml-engine recommender shop warehouse")]
    [InlineData("status.code", "unset ok error")]
    [InlineData("error", "true")]
    public async Task Values_come_as_texts(string tag, string expected) =>
        string.Join(' ', (await fixture.JsonAsync($"/tempo/api/search/tag/{tag}/values"))["tagValues"]!.AsArray().Select(static v => (string)v!)).ShouldBe(expected);

    [Theory]
    [InlineData("/tempo/api/v2/search/tags?scope=x", "invalid scope: x")]
    [InlineData("/tempo/api/v2/search/tag/service.name/values", "please provide a valid tagName: ")]
    [InlineData("/tempo/api/search/tag/service.name/values?limit=x", "invalid limit: ")]
    public async Task Faults_are_told(string path, string message)
    {
        using var response = await fixture.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldStartWith(message);
    }

    static string Tags(JsonNode scope) => string.Join(' ', scope["tags"]!.AsArray().Select(static t => (string)t!));
}

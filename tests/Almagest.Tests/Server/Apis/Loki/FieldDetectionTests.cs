using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Server.Apis.Loki;

namespace Almagest.Tests.Server.Apis.Loki;

public sealed class FieldDetectionTests
{
    static readonly Labels Stream = Labels.From([new Label("app", "shop")]);

    [Theory]
    [InlineData("""{"took":"5ms","user":{"id":7}}""", "took duration json took|user_id int json user.id")]
    [InlineData("""{"app":"other"}""", "app_extracted string json app")]
    [InlineData("took=5ms size=2KB ok=true", "ok boolean logfmt|size bytes logfmt|took duration logfmt")]
    [InlineData("n=1 n=2 broken=\"x", "n int logfmt")]
    [InlineData("plain words", "")]
    public void Fields_of_a_line(string line, string expected)
    {
        var detection = new FieldDetection(100);
        detection.Add(new LogEntry(1, line, Labels.Empty, Labels.Empty), Stream);
        string.Join('|', detection.Fields.Select(Text)).ShouldBe(expected);
    }

    [Fact]
    public void Lines_of_two_kinds_name_both_parsers_and_the_last_value_tells_the_type()
    {
        var detection = new FieldDetection(100);
        detection.Add(new LogEntry(2, """{"n":1}""", Labels.Empty, Labels.Empty), Stream);
        detection.Add(new LogEntry(1, "n=x", Labels.Empty, Labels.Empty), Stream);
        var field = detection.Fields.ShouldHaveSingleItem();
        (string.Join(',', field.Parsers), field.Type, field.Values.Count).ShouldBe(("json,logfmt", "string", 2));
    }

    [Fact]
    public void Metadata_and_what_the_query_parsed_are_fields_too_up_to_the_limit()
    {
        var detection = new FieldDetection(2);
        detection.Add(new LogEntry(1, "a=1 b=2", Labels.From([new Label("trace_id", "t")]), Labels.From([new Label("a", "0")])), Stream);
        detection.Fields.Select(static f => $"{f.Name} {string.Join(',', f.Values)}").ShouldBe(["a 0,1", "trace_id t"]);
    }

    [Fact]
    public void Values_are_those_of_lines_and_metadata_with_sizes_as_a_query_takes_them()
    {
        var values = new FieldValues("size", 3);
        foreach (var line in new[] { "size=2KB", "size=1536 other=1", """{"size":"3 MiB"}""", "size=late" })
            values.Add(new LogEntry(1, line, Labels.Empty, Labels.Empty), Stream);
        values.Values.ShouldBe(["1536", "2.0kB", "3.1MB"]);
    }

    static string Text(DetectedField field) =>
        $"{field.Name} {field.Type} {string.Join(',', field.Parsers)}{(field.JsonPath is null ? "" : " " + string.Join('.', field.JsonPath))}";
}

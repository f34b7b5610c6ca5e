using System.Text;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Documents;
using Almagest.Telemetry.Schema;

namespace Almagest.Tests.Ingest.Logs;

public sealed class LogDocumentTests
{
    [Fact]
    public void Fields_find_their_places()
    {
        using var document = new LogDocument(new LogIntakeOptions());
        document.Read("""
            {"@timestamp": "2026-11-21T00:00:00Z", "message": "it \"broke\"", "log": {"level": "error", "offset": 7}, "service": {"name": "shop"},
             "host": {"name": "h1", "ip": ["10.0.0.1", "::1"]}, "took": 1.5, "ok": false, "none": null, "trace": {"id": "t"}}
            """u8).ShouldBeNull();
        document.Time.ShouldBe(1_795_219_200_000_000_000);
        Text(document.Body).ShouldBe("it \"broke\"");
        document.BodyType.ShouldBe(AttributeType.String);
        Pairs(document.Labels).ShouldBe("service_name=shop:s host=h1:s");
        Pairs(document.Attributes).ShouldBe("log.level=error:s log.offset=7:i host.ip=[\"10.0.0.1\", \"::1\"]:a took=1.5:d ok=false:b trace.id=t:s");
    }

    [Fact]
    public void Usual_name_of_the_line_wins_and_the_other_stays_an_attribute()
    {
        using var document = new LogDocument(new LogIntakeOptions());
        document.Read("{\"msg\": \"second\", \"message\": \"first\", \"line\": \"third\"}"u8).ShouldBeNull();
        Text(document.Body).ShouldBe("first");
        Pairs(document.Attributes).ShouldBe("msg=second:s line=third:s");
    }

    [Fact]
    public void Document_without_a_line_is_one()
    {
        using var document = new LogDocument(new LogIntakeOptions());
        document.Read(" {\"a\": 1} "u8).ShouldBeNull();
        Text(document.Body).ShouldBe("{\"a\": 1}");
        document.BodyType.ShouldBe(AttributeType.Map);
        document.Time.ShouldBeNull();
    }

    [Fact]
    public void Labels_object_makes_labels_when_taken()
    {
        using var document = new LogDocument(new LogIntakeOptions()) { TakesLabels = true, DefaultService = "s"u8.ToArray() };
        document.Read("{\"labels\": {\"zo.ne\": \"a\", \"n\": 3}, \"msg\": \"x\"}"u8).ShouldBeNull();
        Pairs(document.Labels).ShouldBe("zo_ne=a:s n=3:s service_name=s:s");
    }

    [Fact]
    public void Attributes_over_the_limit_are_counted()
    {
        using var document = new LogDocument(new LogIntakeOptions { MaxMetadataEntries = 1 });
        document.Read("{\"a\": 1, \"b\": 2, \"c\": 3, \"msg\": \"x\"}"u8).ShouldBeNull();
        Pairs(document.Attributes).ShouldBe("a=1:i");
        document.Attributes.Dropped.ShouldBe(2u);
    }

    [Theory]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{\"@timestamp\": \"yesterday\"}", "field \"@timestamp\" is \"yesterday\": expected a time as in RFC 3339 or a number since 1970")]
    public void Faults_are_told(string json, string fault)
    {
        using var document = new LogDocument(new LogIntakeOptions());
        document.Read(Encoding.UTF8.GetBytes(json)).ShouldBe(fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\": }")]
    public void Broken_json_is_told(string json)
    {
        using var document = new LogDocument(new LogIntakeOptions());
        document.Read(Encoding.UTF8.GetBytes(json)).ShouldNotBeNull().ShouldStartWith("it is not valid JSON: ");
    }

    static string Pairs(LineMetadata metadata) =>
        string.Join(' ', Enumerable.Range(0, metadata.Count).Select(i => $"{Text(metadata.Name(i))}={Text(metadata.Value(i))}:{(char)metadata.Type(i)}"));

    static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}

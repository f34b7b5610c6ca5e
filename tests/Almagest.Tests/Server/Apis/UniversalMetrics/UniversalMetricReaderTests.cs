using System.Text;
using Almagest.Server.Apis.UniversalMetrics;

namespace Almagest.Tests.Server.Apis.UniversalMetrics;

public sealed class UniversalMetricReaderTests
{
    const string Good = """{"timestamp":"2026-01-31T12:00:00Z","source_system":"aws","metric_type":"daily_cost","value":1.5,"unit":"usd","tags":{"b":"2","a":"1"}}""";

    [Fact]
    public void Record_with_every_field_is_read()
    {
        var metric = Read(Good);
        metric.TimeUnixNano.ShouldBe(1_769_860_800_000_000_000);
        (metric.SourceSystem, metric.MetricType, metric.Value, metric.Unit).ShouldBe(("aws", "daily_cost", 1.5, "usd"));
        metric.Tags.ShouldBe([new("a", "1"), new("b", "2")]);
    }

    [Fact]
    public void Unit_and_tags_may_be_absent_or_null()
    {
        Read("""{"timestamp":"2026-01-31T12:00:00Z","source_system":"s","metric_type":"m","value":-0.0}""").Unit.ShouldBeNull();
        Read("""{"timestamp":"2026-01-31T12:00:00Z","source_system":"s","metric_type":"m","value":1,"unit":null,"tags":null}""").Tags.ShouldBeEmpty();
        Read("""{"timestamp":"2026-01-31T12:00:00Z","source_system":"s","metric_type":"m","value":1,"unit":""}""").Unit.ShouldBe("");
    }

    [Theory]
    [InlineData("\"value\":1.5", "\"value\":\"abc\"", "value", "must be a number, got \"abc\"")]
    [InlineData("\"value\":1.5", "\"value\":null", "value", "must be a number, got null")]
    [InlineData("\"value\":1.5", "\"value\":1e999", "value", "must be a finite 64-bit floating point number, got 1e999")]
    [InlineData("\"value\":1.5", "\"value\":true", "value", "must be a number, got true")]
    [InlineData("\"value\":1.5,", "", "value", "is missing; expected a number")]
    [InlineData("\"value\":1.5", "\"value\":1,\"value\":2", "value", "is given twice")]
    [InlineData("\"value\":1.5", "\"value\":NaN", null, "is not valid JSON")]
    [InlineData("\"2026-01-31T12:00:00Z\"", "1700000000", "timestamp", "got 1700000000")]
    [InlineData("2026-01-31T12:00:00Z", "yesterday", "timestamp", "got \"yesterday\"")]
    [InlineData("2026-01-31T12:00:00Z", "2026-02-30T12:00:00Z", "timestamp", "must be an RFC 3339 time")]
    [InlineData("2026-01-31T12:00:00Z", "1969-12-31T23:59:59Z", "timestamp", "between 1970 and 2099")]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.1234567891Z", "timestamp", "nine decimals")]
    [InlineData("\"aws\"", "\"\"", "source_system", "must have 1 to 256 characters, got 0")]
    [InlineData("\"aws\"", "7", "source_system", "must be text, got 7")]
    [InlineData("\"daily_cost\"", "\"a\\u0000b\"", "metric_type", "must not contain control characters")]
    [InlineData("\"daily_cost\"", "\"\\ud800\"", "metric_type", "in valid UTF-8")]
    [InlineData("\"usd\"", "[]", "unit", "must be text, got an array")]
    [InlineData("\"b\":\"2\"", "\"b\":2", "tags.b", "must be text, got 2; write \"2\"")]
    [InlineData("\"b\":\"2\"", "\"a\":\"2\"", "tags.a", "is given twice")]
    [InlineData("\"b\":\"2\"", "\"unit\":\"2\"", "tags", "is reserved")]
    [InlineData("\"b\":\"2\"", "\"\":\"2\"", "tags", "must have 1 to 256 characters")]
    [InlineData("{\"b\":\"2\",\"a\":\"1\"}", "[]", "tags", "must be an object of texts, got an array")]
    [InlineData("\"unit\"", "\"units\"", "units", "is not known")]
    [InlineData("}}", "}", null, "is not valid JSON")]
    [InlineData("}}", "}} 1", null, "is not valid JSON")]
    public void Bad_record_names_field_and_reason(string part, string replacement, string? field, string message)
    {
        var fault = Should.Throw<RecordFault>(() => Read(Good.Replace(part, replacement, StringComparison.Ordinal)));
        fault.Field.ShouldBe(field);
        fault.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("[]", "must be an object, got an array")]
    [InlineData("1", "must be an object, got 1")]
    public void Other_values_are_no_records(string json, string message) =>
        Should.Throw<RecordFault>(() => Read(json)).Message.ShouldBe(message);

    static UniversalMetric Read(string json) => UniversalMetricReader.Read(Encoding.UTF8.GetBytes(json));
}

using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Tests.Ingest.Logs;
using static Almagest.Tests.Ingest.Loki.PushFixture;

namespace Almagest.Tests.Ingest.Loki;

public sealed class PushTests
{
    [Fact]
    public void Protobuf_becomes_rows()
    {
        using var push = new PushFixture().Protobuf("{app=\"shop\", zone=\"a\"}",
            (Now, "level=warn one", [("trace_id", "0af7651916cd43dd8448eb211c80319c"), ("user.id", "u1")]), (Now + 7, "two", []));
        push.Context.Faults.Any.ShouldBeFalse();
        LogRows.Bodies(push.Logs).ShouldBe(["level=warn one", "two"]);
        LogRows.Services(push.Logs).ShouldBe(["shop", "shop"]);
        LogRows.Levels(push.Logs).ShouldBe(["warn", "unknown"]);
        LogRows.Attributes(push.Logs).ShouldBe(["trace_id=0af7651916cd43dd8448eb211c80319c,user_id=u1", ""]);
        LogRows.TraceIds(push.Logs).ShouldBe(["0af7651916cd43dd8448eb211c80319c", ""]);
        LogRows.Resources(push.Logs).ShouldBe(["app=shop,service_name=shop,zone=a", "app=shop,service_name=shop,zone=a"]);
        push.Logs.Time.Values.ToArray().ShouldBe([Now, Now + 7]);
        push.Rows.Resources.Rows.ShouldBe(1);
    }

    [Fact]
    public void Json_becomes_the_same_rows()
    {
        using var push = new PushFixture().Json($$$"""
            {"ignored": [1, {"a": "b"}], "streams": [
              {"values": [["{{{Now}}}", "before \"its\" labels", {"k\u0041": "v\n"}], ["{{{Now}}}", "x"]], "stream": {"zone": "a", "app": "shop", "n": 1}},
              {"stream": {"job": "j"}, "values": null}]}
            """);
        push.Context.Faults.Any.ShouldBeFalse();
        LogRows.Bodies(push.Logs).ShouldBe(["before \"its\" labels", "x"]);
        LogRows.Attributes(push.Logs).ShouldBe(["kA=v\n", ""]);
        LogRows.Resources(push.Logs)[0].ShouldBe("app=shop,n=1,service_name=shop,zone=a");
    }

    [Theory]
    [InlineData("half \\ud83d pair", "half \ufffd pair")]
    [InlineData("\\ud83d\\ude00 \\u00e9\\n\\/", "\U0001F600 \u00e9\n/")]
    [InlineData("low \\ude00", "low \ufffd")]
    public void Strings_that_are_no_text_are_kept(string line, string expected)
    {
        using var push = new PushFixture().Json($$$"""{"streams": [{"stream": {"app": "{{{line}}}"}, "values": [["{{{Now}}}", "{{{line}}}"]]}]}""");
        LogRows.Bodies(push.Logs).ShouldBe([expected]);
        LogRows.Services(push.Logs).ShouldBe([expected]);
    }

    [Theory]
    [InlineData("{\"streams\": [{\"stream\": {\"a\": \"b\"}, \"values\": [[1, \"x\"]]}]}", "the time of an entry at byte 48 is a number: expected nanoseconds since 1970 as a string of digits")]
    [InlineData("{\"streams\": [{\"stream\": {\"a\": \"b\"}, \"values\": [[\"1\", 2]]}]}", "the line of an entry at byte 53 is a number: expected a string")]
    [InlineData("{\"streams\": {}}", "\"streams\" at byte 12 is an object: expected an array")]
    [InlineData("[]", "the request at byte 0 is an array: expected an object")]
    [InlineData("{\"streams\": [{\"stream\": {\"a-b\": \"c\"}, \"values\": []}]}", "couldn't parse labels: 1:3: parse error: unexpected character inside braces: '-'")]
    public void Json_of_another_form_is_refused_as_a_whole(string json, string message)
    {
        using var push = new PushFixture();
        Should.Throw<UserErrorException>(() => push.Json(json)).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("{ab\"", "1:4: parse error: unterminated quoted string")]
    [InlineData("{a}", "1:3: parse error: unexpected \"}\" in label set, expected \"=\"")]
    [InlineData("{a=b}", "1:4: parse error: unexpected identifier \"b\" in label set, expected string")]
    [InlineData("{a=\"b\" c=\"d\"}", "1:8: parse error: unexpected identifier \"c\" in label set, expected \",\" or \"}\"")]
    [InlineData("{a=\"b\"", "1:7: parse error: unexpected end of input inside braces")]
    [InlineData("{=\"b\"}", "1:2: parse error: unexpected \"=\" in label set, expected identifier or \"}\"")]
    [InlineData("{a!=\"b\"}", "1:3: parse error: unexpected <op:!=> in label set, expected \"=\"")]
    [InlineData("{a=\"b\"} x", "1:9: parse error: unexpected identifier \"x\"")]
    public void Labels_that_can_not_be_read_refuse_the_request(string labels, string message)
    {
        using var push = new PushFixture();
        Should.Throw<UserErrorException>(() => push.Protobuf(labels, (Now, "x", []))).Message.ShouldBe("couldn't parse labels: " + message);
    }

    [Theory]
    [InlineData("{app=\"a\", job=\"j\"}", "a")]
    [InlineData("{job=\"j\", k8s_container_name=\"c\"}", "c")]
    [InlineData("{service_name=\"s\", app=\"a\"}", "s")]
    [InlineData("{foo=\"bar\"}", "unknown_service")]
    [InlineData("{app=\"\", foo=\"bar\"}", "unknown_service")]
    [InlineData("{}", "unknown_service")]
    public void Service_is_discovered(string labels, string service)
    {
        using var push = new PushFixture().Protobuf(labels, (Now, "x", []));
        LogRows.Services(push.Logs).ShouldBe([service]);
        LogRows.Resources(push.Logs)[0].ShouldContain($"service_name={service}");
    }

    [Fact]
    public void Good_lines_are_kept_and_equal_faults_are_counted()
    {
        using var push = new PushFixture();
        push.Protobuf("{app=\"a\"}", (Now - 8 * 86_400 * Second, "old", []), (Now - 8 * 86_400 * Second, "old", []), (Now + 601 * Second, "new", []), (Now + 599 * Second, "kept", []));
        LogRows.Bodies(push.Logs).ShouldBe(["kept"]);
        push.Context.Faults.ToString().ShouldBe(
            "2 errors like: entry for stream '{app=\"a\", service_name=\"a\"}' has timestamp too old: 2026-11-13T00:00:00Z, oldest acceptable timestamp is: 2026-11-14T00:00:00Z; "
            + "1 errors like: entry for stream '{app=\"a\", service_name=\"a\"}' has timestamp too new: 2026-11-21T00:10:01Z");
        push.Batch.Refused.ShouldBe(3);
    }

    [Fact]
    public void Lines_equal_in_time_text_and_metadata_are_kept_once_a_stream()
    {
        using var push = new PushFixture();
        push.Protobuf("{app=\"a\"}", (Now, "x", []), (Now, "y", []), (Now, "x", []), (Now, "y", []), (Now, "x", [("k", "v")]), (Now, "x", [("k", "v")]), (Now + 1, "x", []));
        push.Protobuf("{app=\"b\"}", (Now + 1, "x", []));
        LogRows.Bodies(push.Logs).ShouldBe(["x", "y", "x", "x", "x"]);
        LogRows.Attributes(push.Logs).ShouldBe(["", "", "k=v", "", ""]);
        // What is shown in the order of the request must be told apart.
        push.Logs.ObservedTime.Values.ToArray().Select(t => t - push.Batch.Received).ShouldBe([0, 1, 2, 0, 0]);
    }

    [Fact]
    public void One_fault_is_told_without_a_count()
    {
        using var push = new PushFixture(new LogIntakeOptions { MaxLineBytes = 10 });
        push.Protobuf("{app=\"a\"}", (Now, "12345678901", []));
        push.Context.Faults.ToString().ShouldBe("max entry size '10' bytes exceeded for stream '{app=\"a\", service_name=\"a\"}' while adding an entry with length '11' bytes");
    }

    [Fact]
    public void Long_lines_are_cut_when_so_configured()
    {
        using var push = new PushFixture(new LogIntakeOptions { MaxLineBytes = 10, TruncateLongLines = true, TruncationMark = "..." });
        push.Protobuf("{app=\"a\"}", (Now, "12345678901", []));
        LogRows.Bodies(push.Logs).ShouldBe(["1234567..."]);
    }

    [Fact]
    public void Faulty_stream_is_told_once_and_others_are_kept()
    {
        using var push = new PushFixture(new LogIntakeOptions { MaxLabels = 2 });
        push.Protobuf("{a=\"1\", b=\"2\", c=\"3\"}", (Now, "x", []), (Now, "y", [])).Protobuf("{a=\"1\", b=\"2\"}", (Now, "kept", []));
        LogRows.Bodies(push.Logs).ShouldBe(["kept"]);
        push.Context.Faults.ToString().ShouldBe("entry for stream '{a=\"1\", b=\"2\", c=\"3\", service_name=\"unknown_service\"}' has 3 label names; limit 2");
    }

    [Fact]
    public void Duplicate_and_long_labels_are_faults()
    {
        using var push = new PushFixture(new LogIntakeOptions { MaxLabelNameBytes = 12, MaxLabelValueBytes = 3, DiscoverService = false });
        push.Protobuf("{a=\"1\", a=\"2\"}", (Now, "x", [])).Protobuf("{a=\"1234\"}", (Now, "x", [])).Protobuf("{abcdefghijklm=\"1\"}", (Now, "x", [])).Protobuf("{}", (Now, "x", []));
        push.Context.Faults.ToString().ShouldBe("1 errors like: stream '{a=\"1\", a=\"2\"}' has duplicate label name: 'a'; "
            + "1 errors like: stream '{a=\"1234\"}' has label value too long: '1234'; "
            + "1 errors like: stream '{abcdefghijklm=\"1\"}' has label name too long: 'abcdefghijklm'; "
            + "1 errors like: error at least one label pair is required per stream");
    }

    [Fact]
    public void Too_much_metadata_is_a_fault()
    {
        using var push = new PushFixture(new LogIntakeOptions { MaxMetadataEntries = 1, MaxMetadataBytes = 8 });
        push.Protobuf("{a=\"1\"}", (Now, "x", [("a", "1"), ("b", "2")]), (Now, "x", [("abcd", "12345")]));
        push.Context.Faults.ToString().ShouldContain("has too many structured metadata labels: '2', limit: '1'");
        push.Context.Faults.ToString().ShouldContain("has structured metadata too large: '9' bytes, limit: '8' bytes");
    }
}

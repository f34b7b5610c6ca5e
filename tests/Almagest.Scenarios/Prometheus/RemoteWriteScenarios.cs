using System.Net;
using System.Net.Http.Headers;
using Almagest.Server.Platform.Wire;
using static Almagest.Tests.Ingest.RemoteWrite.WriteMessages;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Remote write 1.0 and 2.0 against the real server: how requests are answered, and what can be asked for afterwards.</summary>
public sealed class RemoteWriteScenarios(PrometheusServer server) : IClassFixture<PrometheusServer>
{
    readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * 60;

    long Ms(int secondsAgo) => (_now - secondsAgo) * 1000;

    [Fact]
    public async Task Version_1_is_acknowledged_without_a_body_and_can_be_asked_for()
    {
        var answer = await server.WriteAsync(1, [.. Metadata1(1, "v1_total", "how many", ""), .. Version1(Series1(["__name__", "v1_total", "job", "j"], (Ms(60), 3), (Ms(30), 5)))], "v1");
        (answer.Status, answer.Text, answer.Written.Count).ShouldBe((HttpStatusCode.NoContent, "", 0));
        (await server.VectorAsync("v1_total", "v1", _now)).ShouldBe(["""{"__name__":"v1_total","job":"j"} 5"""]);
        (await server.AskAsync("metadata?metric=v1_total", "v1")).ToJsonString().ShouldBe("""{"v1_total":[{"type":"counter","help":"how many","unit":""}]}""");
    }

    [Fact]
    public async Task Version_2_counts_what_it_wrote_and_keeps_metadata_exemplars_and_created_times()
    {
        string[] symbols = ["", "__name__", "v2_seconds_total", "job", "j", "Some help", "seconds", "trace_id", "abc123"];
        var answer = await server.WriteAsync(2, Version2(symbols, writer =>
        {
            writer.PackedVarint(1, [1, 2, 3, 4]);
            Metadata2(writer, type: 1, help: 5, unit: 6);
            writer.Varint(6, (ulong)Ms(3600));
            Samples(writer, [(Ms(60), 1), (Ms(45), 2)]);
            var exemplar = writer.Begin(4);
            writer.PackedVarint(1, [7, 8]);
            writer.Double(2, 0.25);
            writer.Varint(3, (ulong)Ms(50));
            writer.End(exemplar);
        }), "v2");
        answer.Status.ShouldBe(HttpStatusCode.NoContent);
        (answer.Written["samples"], answer.Written["histograms"], answer.Written["exemplars"]).ShouldBe((2, 0, 1));
        (await server.AskAsync("metadata", "v2")).ToJsonString().ShouldContain("""[{"type":"counter","help":"Some help","unit":"seconds"}]""");
        var exemplars = await server.AskAsync($"query_exemplars?query=v2_seconds_total&start={_now - 600}&end={_now}", "v2");
        exemplars.ToJsonString().ShouldBe(
            $$$"""[{"seriesLabels":{"__name__":"v2_seconds_total","job":"j"},"exemplars":[{"labels":{"trace_id":"abc123"},"value":"0.25","timestamp":{{{_now - 50}}}}]}]""");
        (await server.SqlAsync("SELECT DISTINCT toUnixTimestamp(start_time) FROM samples WHERE metric = 'v2_seconds_total'", "v2")).ShouldBe([$"{_now - 3600}"]);
    }

    [Fact]
    public async Task Of_more_exemplars_than_one_answer_gives_the_latest_come_by_time()
    {
        const int Given = 10_000;
        var first = _now * 1000 - 60_000;
        string[] symbols = ["", "__name__", "v2_many_total", "job", "j", "trace_id", "abc"];
        var answer = await server.WriteAsync(2, Version2(symbols, writer =>
        {
            writer.PackedVarint(1, [1, 2, 3, 4]);
            Metadata2(writer, type: 1, help: 0, unit: 0);
            Samples(writer, [(Ms(45), 2)]);
            for (var i = 0; i < Given + 2; i++)
            {
                var exemplar = writer.Begin(4);
                writer.PackedVarint(1, [5, 6]);
                writer.Double(2, i);
                writer.Varint(3, (ulong)(first + i));
                writer.End(exemplar);
            }
        }), "many");
        answer.Status.ShouldBe(HttpStatusCode.NoContent);
        var exemplars = (await server.AskAsync($"query_exemplars?query=v2_many_total&start={_now - 600}&end={_now}", "many"))[0]!["exemplars"]!.AsArray();
        (exemplars.Count, (string?)exemplars[0]!["value"], (string?)exemplars[^1]!["value"]).ShouldBe((Given, "2", $"{Given + 1}"));
    }

    [Fact]
    public async Task Native_histograms_of_integers_floats_and_custom_buckets_come_back()
    {
        string[] symbols = ["", "__name__", "ints", "floats", "custom"];
        var answer = await server.WriteAsync(2, Version2(symbols,
            writer => Histogram(writer, 2, integers: [1, 1, 0], schema: 0),
            writer => Histogram(writer, 3, floats: [1.5, 2.5], schema: 1),
            writer => Histogram(writer, 4, integers: [1, 1], schema: -53, bounds: [0.1, 1])), "native");
        (answer.Status, answer.Text).ShouldBe((HttpStatusCode.NoContent, ""));
        answer.Written["histograms"].ShouldBe(3);
        foreach (var (metric, count) in ((string, string)[])[("ints", "5"), ("floats", "4"), ("custom", "3")])
            (await server.VectorAsync($"histogram_count({metric})", "native", _now)).ShouldBe(["{} " + count]);
        (await server.VectorAsync("histogram_quantile(1, custom)", "native", _now)).ShouldBe(["""{} 1"""]);
        (await server.VectorAsync("ints", "native", _now)).Single().ShouldContain("\"count\":\"5\"");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Bad_series_is_named_with_400_and_the_good_one_kept(int version)
    {
        var tenant = $"partial{version}";
        var message = version == 1
            ? Version1(Series1(["__name__", "bad", "a", "1", "a", "2"], (Ms(60), 1)), Series1(["__name__", "good"], (Ms(60), 7)))
            : Version2(["", "__name__", "bad", "a", "1", "2", "good"], Series2([1, 2, 3, 4, 3, 5], (Ms(60), 1)), Series2([1, 6], (Ms(60), 7)));
        var answer = await server.WriteAsync(version, message, tenant);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldStartWith("duplicate label \"a\" in series");
        if (version == 2)
            answer.Written["samples"].ShouldBe(1);
        (await server.VectorAsync("{__name__=~\"bad|good\"}", tenant, _now)).ShouldBe(["""{"__name__":"good"} 7"""]);
    }

    [Fact]
    public async Task Samples_in_any_order_and_very_old_ones_are_taken_and_repeated_ones_count_once()
    {
        const string Tenant = "order";
        foreach (var (time, value) in ((long, double)[])[(Ms(60), 6), (Ms(300), 3), (Ms(60), 6), (Ms(180), 4)])
            (await server.WriteAsync(1, Version1(Series1(["__name__", "m"], (time, value))), Tenant)).Status.ShouldBe(HttpStatusCode.NoContent);
        var old = _now - 20 * 86_400;
        (await server.WriteAsync(1, Version1(Series1(["__name__", "m"], (old * 1000, 1))), Tenant)).Status.ShouldBe(HttpStatusCode.NoContent);
        var range = await server.AskAsync($"query?query=m[10m]&time={_now}", Tenant);
        range["result"]![0]!["values"]!.ToJsonString().ShouldBe($"[[{_now - 300},\"3\"],[{_now - 180},\"4\"],[{_now - 60},\"6\"]]");
        (await server.VectorAsync("m", Tenant, old)).ShouldBe(["""{"__name__":"m"} 1"""]);
    }

    [Fact]
    public async Task Two_values_for_one_time_in_a_request_are_refused()
    {
        var answer = await server.WriteAsync(1, Version1(Series1(["__name__", "m"], (Ms(60), 1), (Ms(60), 2))), "twice");
        (answer.Status, answer.Text).ShouldBe((HttpStatusCode.BadRequest, $"duplicate sample for timestamp {Ms(60)} of series {{__name__=\"m\"}}: got 2, the value before it was 1"));
        (await server.VectorAsync("m", "twice", _now)).ShouldBe(["""{"__name__":"m"} 1"""]);
    }

    [Fact]
    public async Task Staleness_marker_ends_a_series()
    {
        var stale = BitConverter.Int64BitsToDouble(0x7FF0000000000002);
        await server.WriteAsync(1, Version1(Series1(["__name__", "m"], (Ms(60), 1), (Ms(30), stale))), "stale");
        (await server.VectorAsync("m", "stale", _now - 40)).Count.ShouldBe(1);
        (await server.VectorAsync("m", "stale", _now)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("application/json", "snappy", 415, "content type \"application/json\" is not supported: expected application/x-protobuf")]
    [InlineData("application/x-protobuf;proto=io.prometheus.write.v3.Request", "snappy", 415,
        "io.prometheus.write.v3.Request protobuf message is not accepted by this server; only accepts prometheus.WriteRequest, io.prometheus.write.v2.Request")]
    [InlineData("application/x-protobuf", "zstd", 415, "zstd encoding (compression) is not accepted by this server; only snappy is acceptable")]
    [InlineData("application/x-protobuf", "snappy", 400, null)]
    public async Task What_is_no_request_is_refused(string type, string encoding, int status, string? text)
    {
        using var content = new ByteArrayContent([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        content.Headers.ContentEncoding.Add(encoding);
        var answer = await server.SendAsync(content, "none", 1);
        ((int)answer.Status).ShouldBe(status);
        if (text is not null)
            answer.Text.ShouldBe(text);
        answer.Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Request_without_a_type_is_one_of_version_1()
    {
        using var content = new ByteArrayContent(Snappy(Version1(Series1(["__name__", "untyped_request"], (Ms(0), 7)))));
        (await server.SendAsync(content, "untyped", 1)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.VectorAsync("untyped_request", "untyped", _now)).Count.ShouldBe(1);
    }

    void Histogram(ProtoWriter writer, ulong name, int schema, long[]? integers = null, double[]? floats = null, double[]? bounds = null)
    {
        writer.PackedVarint(1, [1, name]);
        var mark = writer.Begin(3);
        var counts = 0L;
        var total = 0L;
        foreach (var delta in integers ?? [])
            total += counts += delta;
        if (floats is null)
            writer.Varint(1, (ulong)total);
        else
            writer.Double(2, floats.Sum());
        writer.Double(3, 12.5);
        writer.Signed(4, schema);
        var span = writer.Begin(11);
        writer.Varint(2, (ulong)(floats?.Length ?? integers!.Length));
        writer.End(span);
        if (floats is null)
            writer.PackedVarint(12, [.. integers!.Select(static d => (ulong)((d << 1) ^ (d >> 63)))]);
        else
            writer.PackedDouble(13, floats);
        writer.Varint(15, (ulong)Ms(60));
        if (bounds is not null)
            writer.PackedDouble(16, bounds);
        writer.End(mark);
    }
}

using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Metrics;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Ingest.Otlp.Metrics;

public sealed class PointDecodingTests : IDisposable
{
    const ulong Second = 1_000_000_000;

    readonly TelemetryBatch _batch = new(Signal.Metrics);
    readonly DeltaState _state = new();

    public void Dispose() => _batch.Dispose();

    [Fact]
    public async Task Delta_sum_is_stored_cumulated_with_what_was_sent()
    {
        byte[] data = [.. Message(1, Number(1 * Second, 5)), .. Message(1, Number(2 * Second, 2)), .. Message(1, Number(2 * Second, 2)), 0x10, 1, 0x18, 1];
        var result = Decode(Request(7, data));
        (result.Accepted, result.Rejected).ShouldBe((2, 1));
        result.Message.ShouldContain("late or sent twice");
        using var block = await Read(_batch.Samples);
        Doubles(block, "value").ShouldBe([5, 7]);
        Doubles(block, "delta").ShouldBe([5, 2]);
        block["metric"].GetString(0).ShouldBe("m_seconds_total");
    }

    [Fact]
    public async Task Histogram_is_cumulated_over_its_buckets()
    {
        byte[] point = [.. Fixed(3, Second), .. Fixed(4, 6), .. Fixed(5, Bits(4.5)), .. Message(6, [.. Raw(1), .. Raw(2), .. Raw(3)]),
            .. Message(7, [.. Raw(Bits(0.5)), .. Raw(Bits(1))])];
        Decode(Request(9, [.. Message(1, point), 0x10, 2])).Accepted.ShouldBe(1);
        using var block = await Read(_batch.Samples);
        Doubles(block, "value").ShouldBe([4.5, 6, 1, 3, 6]);
        _batch.Histograms.Rows.ShouldBe(1);
        using var series = await Read(_batch.Series);
        series.Rows.ShouldBe(6);
        series["labels"].GetValue(5).ShouldBe(new[] { new KeyValuePair<object?, object?>("le", "+Inf") });
        using var histograms = await Read(_batch.Histograms);
        histograms["counts"].GetValue(0).ShouldBe(new object?[] { 1UL, 2UL, 3UL });
    }

    [Fact]
    public async Task Missing_value_is_a_stale_mark_and_other_nans_are_not()
    {
        byte[] stale = [.. Fixed(3, Second + 1_500_000), 0x40, 1];
        byte[] nan = [.. Fixed(3, Second), .. Fixed(4, 0x7FF0000000000002)];
        Decode(Request(5, [.. Message(1, stale), .. Message(1, nan)])).Accepted.ShouldBe(2);
        using var block = await Read(_batch.Samples);
        Doubles(block, "value").Select(BitConverter.DoubleToUInt64Bits).ShouldBe([0x7FF0000000000002UL, 0x7FF8000000000001UL]);
        block["nanos"].GetValue(0).ShouldBe(500_000U);
    }

    [Fact]
    public async Task Exponential_histogram_and_summary_are_stored()
    {
        byte[] exponential = [.. Fixed(3, Second), .. Fixed(4, 3), 0x30, 3, .. Fixed(7, 1), .. Message(8, [0x08, 1, .. Message(2, [2, 0x80, 1])])];
        Decode(Request(10, [.. Message(1, exponential), 0x10, 2])).Accepted.ShouldBe(1);
        using var histograms = await Read(_batch.Histograms);
        histograms["positive_counts"].GetValue(0).ShouldBe(new object?[] { 2UL, 128UL });
        (histograms["scale"].GetValue(0), histograms["positive_offset"].GetValue(0)).ShouldBe((-2, -1));
        byte[] summary = [.. Fixed(3, Second), .. Fixed(4, 3), .. Fixed(5, Bits(9)), .. Message(6, [.. Fixed(1, Bits(0.5)), .. Fixed(2, Bits(2))])];
        Decode(Request(11, Message(1, summary))).Accepted.ShouldBe(1);
        using var block = await Read(_batch.Samples);
        Doubles(block, "value").ShouldBe([9, 3, 2]);
    }

    [Fact]
    public void Point_without_time_or_value_is_refused_alone()
    {
        var result = Decode(Request(5, [.. Message(1, Fixed(4, 0)), .. Message(1, Fixed(3, Second)), .. Message(1, Number(Second, 1))]));
        (result.Accepted, result.Rejected).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Scope_names_the_series_and_only_a_gauge_is_a_ratio()
    {
        byte[] Attribute(string key, string value) => Message(3, [.. Message(1, Utf8(key)), .. Message(2, Message(1, Utf8(value)))]);
        byte[] scope = [.. Message(1, Utf8("lib")), .. Message(2, Utf8("2")), .. Attribute("a.b", "x"), .. Attribute("name", "y"), .. Attribute("none", "")];
        byte[] UpDown(string unit) => [.. Message(1, Utf8("queue")), .. Message(3, Utf8(unit)), .. Message(7, [.. Message(1, Number(Second, 1)), 0x10, 2])];
        Decode(Message(1, Message(2, [.. Message(1, scope), .. Message(2, UpDown("1"))]))).Accepted.ShouldBe(1);
        using var series = await Read(_batch.Series);
        series["metric"].GetString(0).ShouldBe("queue");
        ((KeyValuePair<object?, object?>[])series["labels"].GetValue(0)!).Select(static l => $"{l.Key}={l.Value}")
            .ShouldBe(["otel_scope_a_b=x", "otel_scope_name=lib", "otel_scope_version=2"]);
    }

    static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    DecodeResult Decode(byte[] request)
    {
        var decoder = new MetricDecoder(new(), _state, TenantId.Default);
        var result = decoder.Decode(request, _batch, new(TenantId.Default, 1, new OtlpOptions(), new RetentionOptions(), new(TimeProvider.System)));
        decoder.Pending.Commit();
        return result;
    }

    static byte[] Request(int kind, byte[] data) => Message(1, Message(2, Message(2,
        [.. Message(1, "m"u8.ToArray()), .. Message(3, "s"u8.ToArray()), .. Message(kind, data)])));

    static byte[] Number(ulong time, double value) => [.. Fixed(3, time), .. Fixed(4, Bits(value))];

    static byte[] Message(int field, byte[] content)
    {
        using var buffer = new ByteBuffer();
        buffer.WriteVarUInt((ulong)(field << 3 | 2));
        buffer.WriteString(content);
        return buffer.Span.ToArray();
    }

    static byte[] Fixed(int field, ulong value) => [(byte)(field << 3 | 1), .. Raw(value)];

    static byte[] Raw(ulong value) => BitConverter.GetBytes(value);

    static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);

    static List<double> Doubles(ResultBlock block, string column) =>
        [.. Enumerable.Range(0, block.Rows).Select(i => (double)block[column].GetValue(i)!)];

    static async Task<ResultBlock> Read(Block block)
    {
        using var output = new ByteBuffer();
        block.Encode(output);
        using var reader = new NativeReader(new MemoryStream(output.Span.ToArray()));
        return (await reader.ReadBlockAsync(default)).ShouldNotBeNull();
    }
}

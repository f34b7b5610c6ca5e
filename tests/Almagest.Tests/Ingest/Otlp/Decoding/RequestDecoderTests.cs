using System.Text;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Ingest.Otlp.Decoding;

public sealed class RequestDecoderTests
{
    const string Logs = "006__v1_logs.bin";
    const string Traces = "008__v1_traces.bin";

    [Theory]
    [InlineData(Logs)]
    [InlineData(Traces)]
    public void Captured_request_is_decoded_and_encodes(string name)
    {
        using var batch = Batch(name);
        var body = CapturedRequest.Read(name);
        var result = Decode(name, body, batch);
        result.Accepted.ShouldBe(CountRecords(body));
        result.Accepted.ShouldBeGreaterThan(0);
        result.ShouldBe(new DecodeResult(result.Accepted, 0, ""));
        Records(batch).Rows.ShouldBe(result.Accepted);
        batch.Registrations.Count.ShouldBe(batch.Resources.Rows + batch.Scopes.Rows);
        CapturedRequest.Encode(Records(batch));
        CapturedRequest.Encode(batch.Resources);
        CapturedRequest.Encode(batch.Scopes);
    }

    [Theory]
    [InlineData(Logs)]
    [InlineData(Traces)]
    public void Request_cut_at_any_byte_is_decoded_or_refused(string name)
    {
        var body = CapturedRequest.Read(name);
        using var batch = Batch(name);
        for (var length = 0; length < body.Length; length++)
            DecodeOrRefuse(name, body.AsSpan(0, length), batch);
    }

    // The lengths around a cut request give it away at once; a cut record in a sound request reaches the record's own fields.
    [Theory]
    [InlineData(Logs)]
    [InlineData(Traces)]
    public void Record_cut_at_any_byte_is_decoded_or_refused(string name)
    {
        var record = First(First(First(CapturedRequest.Read(name), 1), 2), 2);
        using var batch = Batch(name);
        for (var length = 0; length <= record.Length; length++)
            DecodeOrRefuse(name, Field(1, Field(2, Field(2, record[..length]))), batch);
    }

    [Theory]
    [InlineData(Logs)]
    [InlineData(Traces)]
    public void Request_with_flipped_bits_is_decoded_or_refused(string name)
    {
        var body = CapturedRequest.Read(name);
        var random = new Random(20_240_601);
        using var batch = Batch(name);
        for (var round = 0; round < 5_000; round++)
        {
            var broken = (byte[])body.Clone();
            for (var flip = random.Next(1, 8); flip > 0; flip--)
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            DecodeOrRefuse(name, broken, batch);
        }
    }

    [Fact]
    public void Span_with_short_trace_id_is_refused_alone()
    {
        byte[] bad = [0x0A, 2, 1, 2];
        byte[] good = [0x0A, 16, .. Enumerable.Repeat((byte)7, 16), 0x12, 8, .. Enumerable.Repeat((byte)9, 8)];
        using var batch = new TelemetryBatch(Signal.Traces);
        var result = SpanDecoder.Decode(Field(1, Field(2, [.. Field(2, bad), .. Field(2, good)])), batch, CapturedRequest.Context());
        result.Accepted.ShouldBe(1);
        result.Rejected.ShouldBe(1);
        result.Message.ShouldBe("resourceSpans[0].scopeSpans[0].spans[0]: trace_id has 2 bytes, expected 16 that are not all zero");
        CapturedRequest.Encode(batch.Spans);
    }

    [Fact]
    public void Block_cleared_after_a_broken_attribute_is_as_good_as_new()
    {
        using var values = new AnyValueDecoder();
        using var used = new SpanBlock();
        using var fresh = new SpanBlock();
        var decoder = new AttributeDecoder(values, new OtlpOptions());
        var pair = Field(9, Field(1, "k"u8));
        Should.Throw<OtlpFormatException>(() => decoder.Append([.. pair, .. Field(9, [0x0A])], 9, used.Attributes));
        used.Clear();
        decoder.Append(pair, 9, used.Attributes);
        decoder.Append(pair, 9, fresh.Attributes);
        used.SizeBytes.ShouldBe(fresh.SizeBytes);
    }

    [Fact]
    public void Value_is_cut_between_characters()
    {
        using var values = new AnyValueDecoder();
        values.Decode(Field(1, "ab\u00e9"u8), 3, out var text).ShouldBe(AttributeType.String);
        Encoding.UTF8.GetString(text).ShouldBe("ab");
    }

    [Fact]
    public void Map_becomes_json()
    {
        using var values = new AnyValueDecoder();
        byte[] pair = [.. Field(1, "k"u8), .. Field(2, Field(5, [.. Field(1, [0x18, 5]), .. Field(1, Field(7, [1, 2])), .. Field(1, [])]))];
        values.Decode(Field(6, Field(1, pair)), 1000, out var text).ShouldBe(AttributeType.Map);
        Encoding.UTF8.GetString(text).ShouldBe("{\"k\":[5,\"AQI=\",null]}");
    }

    [Fact]
    public void Value_nested_too_deep_is_refused()
    {
        using var values = new AnyValueDecoder();
        byte[] value = [];
        for (var depth = 0; depth < 33; depth++)
            value = Field(5, Field(1, value));
        Should.Throw<OtlpFormatException>(() => values.Decode(value, 1000, out _));
    }

    [Fact]
    public void Attributes_over_the_limit_are_counted()
    {
        using var values = new AnyValueDecoder();
        using var block = new SpanBlock();
        var pair = Field(9, Field(1, "k"u8));
        var decoder = new AttributeDecoder(values, new OtlpOptions { MaxAttributes = 2 });
        decoder.Append([.. pair, .. pair, .. pair], 9, block.Attributes).ShouldBe(1U);
        block.Attributes.Map.Keys.Rows.ShouldBe(2);
    }

    static void DecodeOrRefuse(string name, ReadOnlySpan<byte> body, TelemetryBatch batch)
    {
        try
        {
            Decode(name, body, batch);
            if (Records(batch).Rows > 0)
                CapturedRequest.Encode(Records(batch));
        }
        catch (OtlpFormatException)
        {
            // The one way in which a request may be refused as a whole.
        }

        batch.Clear();
    }

    static DecodeResult Decode(string name, ReadOnlySpan<byte> body, TelemetryBatch batch) => name == Logs
        ? LogDecoder.Decode(body, batch, CapturedRequest.Context())
        : SpanDecoder.Decode(body, batch, CapturedRequest.Context());

    static TelemetryBatch Batch(string name) => new(name == Logs ? Signal.Logs : Signal.Traces);

    static TelemetryBlock Records(TelemetryBatch batch) => batch.Signal == Signal.Logs ? batch.Logs : batch.Spans;

    // Resources are field 1 of the request; scopes of a resource and records of a scope are field 2.
    static int CountRecords(ReadOnlySpan<byte> message, int level = 0)
    {
        if (level == 3)
            return 1;
        var count = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == (level == 0 ? 1 : 2))
                count += CountRecords(reader.Bytes(), level + 1);
            else
                reader.Skip();
        }

        return count;
    }

    static ReadOnlySpan<byte> First(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                return reader.Bytes();
            reader.Skip();
        }

        throw new InvalidDataException($"the message has no field {field}");
    }

    // Short messages only: the length fits one byte of a varint up to 127, two above.
    static byte[] Field(int number, ReadOnlySpan<byte> content) => content.Length < 128
        ? [(byte)(number << 3 | 2), (byte)content.Length, .. content]
        : [(byte)(number << 3 | 2), (byte)(content.Length & 0x7F | 0x80), (byte)(content.Length >> 7), .. content];
}

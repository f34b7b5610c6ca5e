using System.Text;
using Almagest.Server.Platform.Wire;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.RemoteWrite;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Writing;
using static Almagest.Tests.Ingest.RemoteWrite.WriteMessages;

namespace Almagest.Tests.Ingest.RemoteWrite;

public sealed class RemoteWriteTests : IDisposable
{
    static readonly IntakeOptions Options = new();

    readonly BatchPool _pool = new();
    readonly SeriesCache _cache = new(Options);
    readonly MetricFamilies _families = new(TimeProvider.System);
    readonly MetricIntake _intake;
    IntakeBatch _batch;

    public RemoteWriteTests()
    {
        var gate = new SeriesGate(new MetricVault(null!, null!), Options);
        _intake = new MetricIntake(null!, _pool, new RegistrationCache(TimeProvider.System), gate, new RetentionOptions(), TimeProvider.System);
        _batch = _intake.Begin(TenantId.Default, "remote-write"u8.ToArray());
    }

    public void Dispose() => _batch.Rows.Dispose();

    [Fact]
    public void Version_1_series_become_rows()
    {
        var outcome = Decode1(Version1(
            Series1(["__name__", "up", "instance", "a", "job", "j"], (1000, 1), (2000, 0)),
            Series1(["__name__", "up", "instance", "b", "job", "j"], (1000, 1))));
        (outcome.Samples, outcome.HasFaults, _batch.Rows.Series.Rows).ShouldBe((3, false, 2));
        _batch.Rows.Samples.Time.Values.ToArray().ShouldBe([1000, 2000, 1000]);
        _batch.Rows.Samples.Series.Values[0].ShouldBe(SeriesIdentity.Compute("up", [new("instance", "a"), new("job", "j")]));
        _batch.Rows.Samples.Encode(new ByteBuffer());
        _batch.Rows.Series.Encode(new ByteBuffer());
    }

    [Fact]
    public void Samples_in_any_form_are_read()
    {
        static void Label(ProtoWriter writer, string name, string value)
        {
            var mark = writer.Begin(1);
            writer.Text(1, name);
            writer.Text(2, value);
            writer.End(mark);
        }

        static void Sample(ProtoWriter writer, Action<ProtoWriter> fields)
        {
            var mark = writer.Begin(2);
            fields(writer);
            writer.End(mark);
        }

        var outcome = Decode1(Version1(
            writer =>
            {
                Label(writer, "__name__", "m");
                // As senders write it, zero left out, the other way round, with a field of tomorrow.
                Sample(writer, static w => { w.Double(1, 7); w.Varint(2, 1_795_168_800_123); });
                Sample(writer, static w => w.Varint(2, 1_795_168_800_124));
                Sample(writer, static w => { w.Varint(2, 1_795_168_800_125); w.Double(1, 9); });
                Sample(writer, static w => { w.Double(1, 10); w.Varint(2, 1_795_168_800_126); w.Text(9, "?"); });
                Sample(writer, static w => { w.Double(1, 11); w.Varint(2, 127); });
                Sample(writer, static w => { w.Double(1, 12); w.Varint(2, 128); });
                Sample(writer, static w => { w.Double(1, 13); w.Varint(2, unchecked((ulong)-1L)); });
            },
            writer =>
            {
                Sample(writer, static w => { w.Double(1, 1); w.Varint(2, 5); });
                Label(writer, "__name__", "behind");
                Sample(writer, static w => { w.Double(1, 2); w.Varint(2, 6); });
            },
            writer =>
            {
                Label(writer, "__name__", "long");
                Label(writer, "text", new string('x', 200));
                Sample(writer, static w => { w.Double(1, 3); w.Varint(2, 7); });
            }));
        _batch.Rows.Samples.Time.Values.ToArray().ShouldBe([1_795_168_800_123, 1_795_168_800_124, 1_795_168_800_125, 1_795_168_800_126, 127, 128, 5, 6, 7]);
        _batch.Rows.Samples.Value.Values.ToArray().ShouldBe([7, 0, 9, 10, 11, 12, 1, 2, 3]);
        outcome.Samples.ShouldBe(9);
        outcome.Message.ShouldContain("sample with timestamp -1 of series");
        _batch.Rows.Samples.Series.Values[6].ShouldBe(SeriesIdentity.Compute("behind", []));
        _batch.Rows.Samples.Series.Values[8].ShouldBe(SeriesIdentity.Compute("long", [new("text", new string('x', 200))]));
        _batch.Rows.Samples.Encode(new ByteBuffer());
    }

    [Fact]
    public void Series_in_another_order_than_before_are_themselves()
    {
        static Action<ProtoWriter> Of(string name) => Series1(["__name__", name], (1, name[0]));
        Decode1(Version1(Of("a"), Of("b"), Of("c")));
        Decode1(Version1(Of("a"), Of("c"), Of("b"), Of("d"), Of("a"), Of("b")));
        var rows = _batch.Rows.Samples;
        for (var row = 0; row < rows.Series.Rows; row++)
            rows.Series.Values[row].ShouldBe(SeriesIdentity.Compute(((char)rows.Value.Values[row]).ToString(), []));
        rows.Series.Rows.ShouldBe(9);
    }

    [Fact]
    public void Labels_in_any_order_are_one_series()
    {
        Decode1(Version1(Series1(["b", "2", "__name__", "m", "a", "1", "empty", ""], (1, 1)), Series1(["__name__", "m", "a", "1", "b", "2"], (2, 1))))
            .HasFaults.ShouldBeFalse();
        _batch.Rows.Samples.Series.Values[0].ShouldBe(_batch.Rows.Samples.Series.Values[1]);
        _batch.Rows.Series.Rows.ShouldBe(1);
    }

    [Theory]
    [InlineData("a,1", "no metric name in series {a=\"1\"}: label \"__name__\" is needed")]
    [InlineData("__name__,", "no metric name in series {__name__=\"\"}: label \"__name__\" is needed")]
    [InlineData("__name__,m,a,1,a,2", "duplicate label \"a\" in series {__name__=\"m\", a=\"1\", a=\"2\"}")]
    [InlineData("__name__,m,,x", "invalid label name \"\" in series {\"\"=\"x\", __name__=\"m\"}: expected UTF-8 that is not empty")]
    public void Bad_series_is_named_and_the_good_one_kept(string labels, string message)
    {
        var outcome = Decode1(Version1(Series1(labels.Split(','), (1, 1), (2, 2)), Series1(["__name__", "good"], (1, 1))));
        outcome.Message.ShouldBe(message);
        outcome.Samples.ShouldBe(1);
        _batch.Rows.Samples.Rows.ShouldBe(1);
    }

    [Fact]
    public void Same_timestamp_is_harmless_with_the_same_value_and_refused_with_another()
    {
        var outcome = Decode1(Version1(Series1(["__name__", "m"], (5, 1), (5, 1), (5, 2), (6, 3))));
        outcome.Samples.ShouldBe(3);
        outcome.Message.ShouldBe("duplicate sample for timestamp 5 of series {__name__=\"m\"}: got 2, the value before it was 1");
        _batch.Rows.Samples.Rows.ShouldBe(2);
    }

    [Fact]
    public void Staleness_marker_keeps_its_bits_and_other_nan_become_one()
    {
        Decode1(Version1(Series1(["__name__", "m"], (1, Bits(0x7FF0000000000002)), (2, Bits(0xFFF8000000000000)), (3, double.PositiveInfinity), (4, -0.0))));
        _batch.Rows.Samples.Value.Values.ToArray().Select(BitConverter.DoubleToUInt64Bits)
            .ShouldBe([0x7FF0000000000002, 0x7FF8000000000001, 0x7FF0000000000000, 0x8000000000000000]);
    }

    [Fact]
    public void Metadata_reaches_series_of_the_family_also_when_it_comes_later()
    {
        Decode1(Version1(Series1(["__name__", "h_bucket", "le", "1"], (1, 1))));
        Next();
        Decode1(Metadata1(3, "h", "some help", "seconds"));
        Decode1(Version1(Series1(["__name__", "h_bucket", "le", "1"], (2, 1))));
        Text(_batch.Rows.Series.Type).ShouldBe("histogram");
        Text(_batch.Rows.Series.Help).ShouldBe("some help");
        Next();
        Decode1(Version1(Series1(["__name__", "h_bucket", "le", "1"], (3, 1))));
        _batch.Rows.Samples.Rows.ShouldBe(1);
    }

    [Fact]
    public void Version_2_resolves_symbols_metadata_created_time_and_exemplars()
    {
        var outcome = Decode2(Version2(["", "__name__", "m_total", "job", "j", "Help!", "seconds", "trace_id", "abc"], writer =>
        {
            writer.Bytes(1, [1, 2, 3, 4]);
            var metadata = writer.Begin(5);
            writer.Varint(1, 1);
            writer.Varint(3, 5);
            writer.Varint(4, 6);
            writer.End(metadata);
            writer.Varint(6, 500);
            Samples(writer, [(1000, 7)]);
            var exemplar = writer.Begin(4);
            writer.Bytes(1, [7, 8]);
            writer.Double(2, 0.5);
            writer.Varint(3, 999);
            writer.End(exemplar);
        }));
        (outcome.Samples, outcome.Exemplars, outcome.Message).ShouldBe((1, 1, ""));
        _batch.Rows.Samples.StartTime.Values[0].ShouldBe(500_000_000);
        _batch.Rows.Samples.Series.Values[0].ShouldBe(SeriesIdentity.Compute("m_total", [new("job", "j")]));
        Text(_batch.Rows.Series.Type).ShouldBe("counter");
        Text(_batch.Rows.Series.Unit).ShouldBe("seconds");
        _batch.Rows.Exemplars.Encode(new ByteBuffer());
    }

    [Fact]
    public void Integer_histogram_is_kept_with_absolute_counts()
    {
        var outcome = Decode1(Version1(writer =>
        {
            Series1(["__name__", "h"])(writer);
            WriteHistogram(writer, count: 6, deltas: [1, 1, 0]);
        }));
        (outcome.Histograms, outcome.Message).ShouldBe((1, ""));
        var histogram = _batch.Rows.NativeHistograms.ValueAt(0);
        histogram.PositiveBuckets.ShouldBe([1, 2, 2]);
        histogram.PositiveSpans.ShouldBe([new(-2, 3)]);
        (histogram.Schema, histogram.Count, histogram.Sum, histogram.ZeroCount).ShouldBe((3, 6, 1.5, 1));
        _batch.Rows.NativeHistograms.Encode(new ByteBuffer());
    }

    [Fact]
    public void Histogram_whose_count_is_not_its_buckets_is_refused()
    {
        var outcome = Decode1(Version1(writer =>
        {
            Series1(["__name__", "h"])(writer);
            WriteHistogram(writer, count: 7, deltas: [1, 1, 0]);
        }));
        outcome.Histograms.ShouldBe(0);
        outcome.Message.ShouldContain("6 observations found in buckets, but the Count field is 7");
    }

    [Theory]
    [InlineData(new[] { "x", "__name__", "m" }, new byte[] { 1, 2 }, "symbols must start with an empty string")]
    [InlineData(new[] { "", "__name__", "m" }, new byte[] { 1, 9 }, "symbol 9 is referred to, but there are 3 symbols")]
    [InlineData(new[] { "", "__name__", "m" }, new byte[] { 1 }, "a series has 1 label references, which is odd: names and values alternate")]
    public void Broken_symbols_refuse_the_request(string[] symbols, byte[] references, string message) =>
        Should.Throw<OtlpFormatException>(() => Decode2(Version2(symbols, writer => writer.Bytes(1, references)))).Message.ShouldBe(message);

    [Fact]
    public void Exemplar_with_half_a_label_refuses_the_request() =>
        Should.Throw<OtlpFormatException>(() => Decode2(Version2(["", "__name__", "m"], writer =>
        {
            Series2([1, 2], (1, 1))(writer);
            var mark = writer.Begin(4);
            writer.PackedVarint(1, [1]);
            writer.End(mark);
        }))).Message.ShouldBe("an exemplar has an odd number of label references: names and values alternate");

    [Fact]
    public void Truncated_request_is_refused_or_shorter_but_never_crashes()
    {
        var whole = Version1(Series1(["__name__", "m", "a", "b"], (1, 1)), writer =>
        {
            Series1(["__name__", "h"])(writer);
            WriteHistogram(writer, count: 6, deltas: [1, 1, 0]);
        });
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                Decode1(whole[..length]);
            }
            catch (OtlpFormatException)
            {
                // What a truncated request is for.
            }
        }
    }

    static void WriteHistogram(ProtoWriter writer, ulong count, long[] deltas)
    {
        var mark = writer.Begin(4);
        writer.Varint(1, count);
        writer.Double(3, 1.5);
        writer.Varint(4, 6);
        writer.Double(5, 0.001);
        writer.Varint(6, 1);
        var span = writer.Begin(11);
        writer.Varint(1, 3);
        writer.Varint(2, (ulong)deltas.Length);
        writer.End(span);
        writer.Bytes(12, [.. deltas.Select(static d => (byte)((d << 1) ^ (d >> 63)))]);
        writer.Varint(15, 1234);
        writer.End(mark);
    }

    static double Bits(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    static string Text(LowCardinalityColumn column) => Encoding.UTF8.GetString(column.Text(column.Indices[^1]));

    void Next()
    {
        _batch.Rows.Dispose();
        _batch = _intake.Begin(TenantId.Default, "remote-write"u8.ToArray());
    }

    WriteOutcome Decode1(byte[] message)
    {
        var outcome = new WriteOutcome();
        Version1Decoder.Decode(message, new WriteContext(_batch, _intake, _cache, _families, outcome));
        return outcome;
    }

    WriteOutcome Decode2(byte[] message)
    {
        var outcome = new WriteOutcome();
        Version2Decoder.Decode(message, new WriteContext(_batch, _intake, _cache, _families, outcome));
        return outcome;
    }
}

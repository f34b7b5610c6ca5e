using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Platform.Wire;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Ingest.Logs;

namespace Almagest.Tests.Ingest.Otlp.Decoding;

/// <summary>The levels a Loki 3.8 detects for the same records, but for words it does not know, which it takes as they are.</summary>
public sealed class LogLevelTests
{
    [Theory]
    [InlineData(9, "", "x", "", "", "info")]
    [InlineData(21, "", "x", "", "", "fatal")]
    [InlineData(21, "Critical", "x", "", "", "critical")]
    [InlineData(21, "info", "x", "", "", "info")]
    [InlineData(0, "Warning", "x", "", "", "warn")]
    [InlineData(17, "SEVERE", "x", "", "", "error")]
    [InlineData(0, "notice", "x", "", "", "info")]
    [InlineData(0, "", "level=warn in text", "", "", "warn")]
    [InlineData(0, "", "x", "level", "debug", "debug")]
    [InlineData(9, "INFO", "x", "Lvl", "WRN", "warn")]
    [InlineData(9, "INFO", "x", "detected_level", "error", "error")]
    [InlineData(9, "", "x", "level", "30", "info")]
    [InlineData(9, "", "x", "levels", "error", "info")]
    public void Level_is_that_of_an_attribute_the_text_the_number_the_line(int number, string text, string body, string key, string value, string level)
    {
        using var batch = new TelemetryBatch(Signal.Logs);
        LogDecoder.Decode(Request(number, text, body, key, value), batch, CapturedRequest.Context()).Accepted.ShouldBe(1);
        LogRows.Levels(batch.Logs).ShouldBe([level]);
    }

    [Theory]
    [InlineData(5, 7, 7)]
    [InlineData(5, 5, 5)]
    [InlineData(5, 0, 0)]
    [InlineData(0, 7, 0)]
    public void Observed_time_is_kept_beside_the_time_of_the_record(ulong time, ulong observed, long kept)
    {
        using var batch = new TelemetryBatch(Signal.Logs);
        LogDecoder.Decode(Request(0, "", "x", "", "", time, observed), batch, CapturedRequest.Context()).Accepted.ShouldBe(1);
        batch.Logs.ObservedTime.Values.ToArray().ShouldBe([kept]);
        batch.Logs.Time.Values.ToArray().ShouldBe([(long)(time == 0 ? observed : time)]);
    }

    static byte[] Request(int number, string text, string body, string key, string value, ulong time = 5, ulong observed = 0)
    {
        var writer = new ProtoWriter();
        var (resource, scope, record) = (writer.Begin(1), writer.Begin(2), writer.Begin(2));
        writer.Fixed64(1, time);
        writer.Varint(2, (ulong)number);
        writer.Text(3, text);
        var any = writer.Begin(5);
        writer.Text(1, body);
        writer.End(any);
        if (key.Length > 0)
        {
            var pair = writer.Begin(6);
            writer.Text(1, key);
            any = writer.Begin(2);
            writer.Text(1, value);
            writer.End(any);
            writer.End(pair);
        }

        writer.Fixed64(11, observed);
        writer.End(record);
        writer.End(scope);
        writer.End(resource);
        return writer.Written.ToArray();
    }
}

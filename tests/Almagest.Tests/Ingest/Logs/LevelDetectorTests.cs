using System.Text;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Levels;

namespace Almagest.Tests.Ingest.Logs;

public sealed class LevelDetectorTests
{
    [Theory]
    [InlineData("foo", "unknown")]
    [InlineData("", "unknown")]
    [InlineData("this is a warning log", "warn")]
    [InlineData("DEBUG: something happened", "debug")]
    [InlineData("debug", "debug")]
    [InlineData("[CRITICAL] this is a critical message", "critical")]
    [InlineData("[err] this is an error message", "error")]
    [InlineData("misc:error is no level", "unknown")]
    [InlineData("errors were found", "unknown")]
    [InlineData("an information desk", "unknown")]
    [InlineData("first info then error", "info")]
    [InlineData("(fatal)", "fatal")]
    [InlineData("2026-11-21 TRACE entered", "trace")]
    [InlineData("{\"foo\":\"bar\",\"msg\":\"keyword error is not picked up\",\"level\":\"critical\"}", "critical")]
    [InlineData("{\"FOO\":\"bar\",\"MSG\":\"keyword error\",\"LEVEL\":\"Critical\"}", "critical")]
    [InlineData("{\"foo\":\"bar\",\"msg\":\"keyword INFO get picked up\"}", "info")]
    [InlineData("{\"log\":{\"level\":\"debug\"},\"msg\":\"error\"}", "debug")]
    [InlineData("{\"a\":{\"b\":{\"level\":\"debug\"}},\"msg\":\"an error \"}", "debug")]
    [InlineData("{\"a\":{\"b\":{\"level\":\"x\"}},\"msg\":\"an error \"}", "error")]
    [InlineData("{\"list\":[{\"level\":\"debug\"},\"}\"],\"level\":\"warn\"}", "warn")]
    [InlineData("{\"level\":30,\"msg\":\"x\"}", "unknown")]
    [InlineData("{\"level\":30,\"severity\":\"ERR\"}", "error")]
    [InlineData("{\"msg\":\"a \\\"quoted\\\" word\",\"lvl\":\"WRN\"}", "warn")]
    [InlineData("{broken \"level\":\"warn\"}", "warn")]
    [InlineData("foo=bar msg=\"message with keyword error\" level=Warn", "warn")]
    [InlineData("foo=bar msg=\"info and not level\"", "info")]
    [InlineData("foo=bar level=NA", "unknown")]
    [InlineData("Foo=bar Severity=critical", "critical")]
    [InlineData("lvl=error level=debug", "debug")]
    [InlineData("LEVEL=Information", "info")]
    [InlineData("a=b\"c level=debug error", "debug")]
    [InlineData("msg=\"esc \\\" aped\" level=warn", "warn")]
    public void Level_of_a_line(string line, string expected) => Text(LevelDetector.OfLine(Encoding.UTF8.GetBytes(line))).ShouldBe(expected);

    [Theory]
    [InlineData("", "detected_level=WARN;level=info", "warn")]
    [InlineData("info", "level=error", "info")]
    [InlineData("", "lvl=notice", "notice")]
    [InlineData("", "lvl=wrn;level=ERR", "error")]
    [InlineData("", "severity_number=18", "error")]
    [InlineData("", "severity_number=0", "unknown")]
    [InlineData("", "severity_number=foo", "info")]
    [InlineData("", "severity_number=99", "unknown")]
    public void Level_of_labels_and_metadata(string ofLabels, string pairs, string expected)
    {
        using var metadata = new LineMetadata();
        foreach (var pair in pairs.Split(';').Select(static p => p.Split('=')))
            metadata.Add(Encoding.UTF8.GetBytes(pair[0]), Encoding.UTF8.GetBytes(pair[1]));
        Text(LevelDetector.Detect(Encoding.UTF8.GetBytes(ofLabels), metadata, "level=debug"u8)).ShouldBe(expected);
    }

    static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}

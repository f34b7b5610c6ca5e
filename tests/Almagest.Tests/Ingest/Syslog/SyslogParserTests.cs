using System.Globalization;
using System.Text;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Syslog;
using Almagest.Tests.Ingest.Logs;

namespace Almagest.Tests.Ingest.Syslog;

public sealed class SyslogParserTests
{
    // The examples of RFC 5424, section 6.5, and of RFC 3164, section 5.4, and what programs really send.
    [Theory]
    [InlineData("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8",
        "2003-10-11T22:14:15.003Z|4.2|mymachine.example.com|su||ID47||'su root' failed for lonvick on /dev/pts/8")]
    [InlineData("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
        "2003-08-24T12:14:15.000003Z|20.5|192.0.2.1|myproc|8710|||%% It's time to make the do-nuts.")]
    [InlineData("<165>1 2003-10-11T22:14:15.003Z m evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"App ]lication\"][x@1 a=\"q\\\"\"] text",
        "2003-10-11T22:14:15.003Z|20.5|m|evntslog||ID47|[exampleSDID@32473 iut=\"3\" eventSource=\"App ]lication\"][x@1 a=\"q\\\"\"]|text")]
    [InlineData("<165>1 2003-10-11T22:14:15.003Z m evntslog - ID47 [a b=\"c\"]", "2003-10-11T22:14:15.003Z|20.5|m|evntslog||ID47|[a b=\"c\"]|")]
    [InlineData("<0>1 - - - - - -", "|0.0||||||")]
    [InlineData("<34>Oct 11 22:14:15 mymachine su: 'su root' failed", "2026-10-11T22:14:15Z|4.2|mymachine|su||||'su root' failed")]
    [InlineData("<13>Nov  5 08:15:30 host app[1234]: hello", "2026-11-05T08:15:30Z|1.5|host|app|1234|||hello")]
    [InlineData("<13>Nov  5 08:15:30 app[1234]: no host", "2026-11-05T08:15:30Z|1.5||app|1234|||no host")]
    [InlineData("<13>Dec 31 23:59:59 host app: last year", "2025-12-31T23:59:59Z|1.5|host|app||||last year")]
    [InlineData("<13>Feb 29 00:00:00 host app: leap", "2024-02-29T00:00:00Z|1.5|host|app||||leap")]
    [InlineData("<13>Nov 5 2024 08:15:30.5: %ASA-6-302013: Built", "2024-11-05T08:15:30.5Z|1.5||%ASA-6-302013||||Built")]
    [InlineData("<30>2026-11-21T05:00:00.123+00:00 web nginx: GET /", "2026-11-21T05:00:00.123Z|3.6|web|nginx||||GET /")]
    [InlineData("<13>use the BFG!", "|1.5||||||use the BFG!")]
    [InlineData("no priority: at all", "|1.5||||||no priority: at all")]
    [InlineData("<999>too much", "|1.5||||||<999>too much")]
    [InlineData("<13>", "|1.5||||||")]
    public void Message_is_read(string text, string expected)
    {
        var message = new SyslogParser(TimeZoneInfo.Utc, new FixedTime()).Parse(Encoding.UTF8.GetBytes(text));
        var time = message.Time is { } nanos ? DateTimeOffset.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) : "";
        string.Join('|', time, $"{message.Facility}.{message.Severity}", Text(message.Host), Text(message.App), Text(message.ProcessId), Text(message.MessageId), Text(message.StructuredData), Text(message.Text))
            .ShouldBe(expected);
    }

    [Fact]
    public void Time_without_zone_is_of_the_configured_one()
    {
        var message = new SyslogParser(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), new FixedTime()).Parse("<13>Nov  5 08:15:30 host app: x"u8);
        message.Time.ShouldBe(new DateTimeOffset(2026, 11, 5, 7, 15, 30, TimeSpan.Zero).ToUnixTimeSeconds() * 1_000_000_000);
    }

    [Fact]
    public async Task Parts_become_labels_attributes_and_level()
    {
        await using var store = new FakeLogStore(new LogIntakeOptions { RejectOld = false });
        var batch = store.Intake.Begin(Model.TenantId.Default, "syslog"u8.ToArray());
        using (var writer = new SyslogWriter(batch, store.Intake.Streams, new SyslogParser(TimeZoneInfo.Utc, new FixedTime())))
            writer.Append("<131>1 2003-10-11T22:14:15Z h app 12 ID47 [ex@32473 iut=\"3\" src=\"a\\\"b\"] broke\n"u8);
        await store.Intake.StoreAsync(batch, [], CancellationToken.None);
        store.Lines.ShouldHaveSingleItem().ShouldBe(new StoredLine(1_065_910_455_000_000_000, "broke", "error",
            "severity=error,facility=local0,procid=12,msgid=ID47,ex_32473_iut=3,ex_32473_src=a\"b", "app=app,host=h,service_name=app"));
    }

    static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 5, 0, 0, TimeSpan.Zero);
    }
}

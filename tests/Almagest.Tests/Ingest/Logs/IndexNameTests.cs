using System.Text;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Documents;

namespace Almagest.Tests.Ingest.Logs;

public sealed class IndexNameTests
{
    // Monday, and the first week of 2027 in the year before: 2026-12-28T07:05:09.012Z.
    const long Time = 1_798_441_509_012_000_000;

    [Theory]
    [InlineData("logs-%{service}-%{+YYYY.MM.dd}", "logs-api-2026.12.28")]
    [InlineData("logs-%{[service]}-%{+yyyy-MM}", "logs-api-2026-12")]
    [InlineData("%{[context][user_agent]}-%{+xxxx.ww}", "curl-2026.53")]
    [InlineData("x-%{status_code}-%{missing}", "x-401-%{missing}")]
    [InlineData("%{message}|%{@timestamp}", "hello|2026-12-28T07:05:09.012Z")]
    [InlineData("a-%{+yy.M.d.H.m.s.SSS.DDD.e.EEE.MMM.'of'}", "a-26.12.28.7.5.9.012.362.1.Mon.Dec.of")]
    [InlineData("a-%{+qq}-%{}-%{open", "a-%{+qq}-%{}-%{open")]
    [InlineData("plain-2026.12.28", "plain-2026.12.28")]
    public void Name_is_filled_in(string pattern, string expected)
    {
        using var document = new LogDocument(new LogIntakeOptions());
        document.Read(Encoding.UTF8.GetBytes("""{"@timestamp":"2026-12-28T07:05:09.012Z","message":"hello","service":"api","status_code":401,"context":{"user_agent":"curl"}}""")).ShouldBeNull();
        IndexName.IsPattern(Encoding.UTF8.GetBytes(pattern)).ShouldBe(pattern.Contains("%{", StringComparison.Ordinal));
        IndexName.Of(pattern, document, Time).ShouldBe(expected);
    }

    [Fact]
    public void Service_of_elastics_schema_is_the_service()
    {
        using var document = new LogDocument(new LogIntakeOptions());
        document.Read("""{"service":{"name":"shop"}}"""u8).ShouldBeNull();
        IndexName.Of("logs-%{service}", document, Time).ShouldBe("logs-shop");
    }
}
